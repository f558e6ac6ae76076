namespace LlmCost.AI;

/// <summary>The data that are missing in a period of an <see cref="ICostHistory"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostHistoryCoverage
{
    /// <summary>Gets the start of the first call that was ever stored, or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Gets the calls that could not be stored. The sums do not include them.</summary>
    public required IReadOnlyList<CostHistoryGap> Gaps { get; init; }

    /// <summary>
    /// Gets the UTC days of the period for which only sums are stored. Sums by tags, and sums of a period that contains only a
    /// part of such a day, do not include the calls of that day.
    /// </summary>
    public required IReadOnlyList<DateOnly> DaysWithoutCalls { get; init; }
}
