using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides the cost of spoken text.</summary>
public static class TextToSpeechResponseCostExtensions
{
    /// <summary>Returns what a response cost.</summary>
    /// <param name="response">The response of a metered client, or one that <c>ToTextToSpeechResponse()</c> combined from the updates of a metered stream.</param>
    /// <returns>The cost, or <see langword="null"/> if the response doesn't come from a metered client.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static CostSummary? GetCost(this TextToSpeechResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return ResponseCosts.Find(response) ?? ResponseCosts.Find(response.ResponseId) ?? ResponseCosts.Find(response.ModelId);
    }
}
