namespace LlmCost.AI;

/// <summary>What an <see cref="IUsageReader"/> found in one response, or in one update of a stream.</summary>
public readonly record struct UsageReading
{
    /// <summary>
    /// The disjoint token counts, or <see langword="null"/> to leave them to the next reader and the counts of Microsoft.Extensions.AI.
    /// Several of one streamed response are running totals: of each class the largest count is taken.
    /// </summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// The tier that the provider says it served, in its own word (<c>default</c>, <c>flex</c>, <c>priority</c>, <c>batch</c>, …), or
    /// <see langword="null"/> if it says nothing. It decides the price; the tier that was asked for does not.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// What the provider says it charged for this response, in USD, zero or more; <see langword="null"/> if it says nothing. It wins over a
    /// computed cost. Of several in one streamed response, the last counts.
    /// </summary>
    public decimal? ReportedCost { get; init; }
}
