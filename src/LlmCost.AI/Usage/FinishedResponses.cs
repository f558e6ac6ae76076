namespace LlmCost.AI;

/// <summary>What the responses used that a stream has left behind. An object, since most streams have one response.</summary>
internal sealed class FinishedResponses
{
    /// <summary>The counts of all of them.</summary>
    public TokenUsage Usage;

    /// <summary>What the provider says it charged for them, in USD.</summary>
    public decimal? Cost;
}
