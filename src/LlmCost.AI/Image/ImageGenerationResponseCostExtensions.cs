using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides the cost of generated images.</summary>
public static class ImageGenerationResponseCostExtensions
{
    /// <summary>Returns the cost of a response.</summary>
    /// <param name="response">The response of a metered generator.</param>
    /// <returns>The cost, or <see langword="null"/> if the response is not from a metered generator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static CostSummary? GetCost(this ImageGenerationResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return ResponseCosts.Find(response);
    }
}
