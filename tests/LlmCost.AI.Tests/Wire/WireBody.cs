namespace LlmCost.AI.Tests;

/// <summary>A recorded answer of a provider to a chat, and what must come of it, worked out by hand.</summary>
/// <param name="Model">The model that answers.</param>
/// <param name="Usage">The disjoint counts.</param>
/// <param name="Cost">In USD; <see langword="null"/>: nobody knows a price.</param>
/// <param name="Reported">What the real client makes of it; several where a stream has several; none where it reports nothing.</param>
internal sealed record WireBody(string? Model, TokenUsage Usage, decimal? Cost, params Reported[] Reported)
{
    /// <summary>Who answers, where a loopback address can't tell it.</summary>
    public string? Provider { get; init; }

    public UsageSource Source { get; init; }

    /// <summary>What is wrong with the reported counts.</summary>
    public UsageAnomalies Anomalies { get; init; }

    /// <summary>The name of the exception's type, where the answer breaks off with one.</summary>
    public string? Error { get; init; }
}
