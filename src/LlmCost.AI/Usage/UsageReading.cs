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
    /// The region or data residency that the provider says it served, such as <c>us</c> or <c>eu</c>, or <see langword="null"/> if it says nothing. Some prices depend on it.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>The speed that the provider says it served, such as <c>fast</c>, or <see langword="null"/> if it says nothing. Some prices depend on it.</summary>
    public string? Speed { get; init; }

    /// <summary>
    /// What was used beside tokens, such as searches, or <see langword="null"/> to say nothing. Of several in one streamed response, the last counts.
    /// </summary>
    public IReadOnlyList<BillableQuantity>? Quantities { get; init; }

    /// <summary>
    /// What the provider says it charged for this response, in USD, zero or more; <see langword="null"/> if it says nothing. It wins over a
    /// computed cost. Of several in one streamed response, the last counts.
    /// </summary>
    public decimal? ReportedCost { get; init; }
}
