namespace LlmCost.AI;

/// <summary>What is missing in a period of an <see cref="ICostHistory"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostHistoryCoverage
{
    /// <summary>Gets the start of the first call that was ever kept, or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Gets the calls that could not be kept. The sums do not contain them.</summary>
    public required IReadOnlyList<CostHistoryGap> Gaps { get; init; }

    /// <summary>
    /// Gets the UTC days of the period of which only sums are kept. Sums of a period that contains only a part of such a day, and
    /// sums by tags, do not contain its calls.
    /// </summary>
    public required IReadOnlyList<DateOnly> DaysWithoutCalls { get; init; }
}
