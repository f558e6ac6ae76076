using System.Diagnostics.CodeAnalysis;
using LlmCost.AI;

namespace Microsoft.Extensions.AI;

/// <summary>Provides the cost of responses and transcripts of realtime sessions.</summary>
public static class RealtimeServerMessageCostExtensions
{
    /// <summary>Returns the cost of a response or transcript in a realtime session.</summary>
    /// <param name="message">The message of a metered session that ended a response or a transcript.</param>
    /// <returns>
    /// The cost, or <see langword="null"/> if the message is not from a metered session or does not end a response or a
    /// transcript.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is <see langword="null"/>.</exception>
    [Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
    public static CostSummary? GetCost(this RealtimeServerMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        return ResponseCosts.Find(message);
    }
}
