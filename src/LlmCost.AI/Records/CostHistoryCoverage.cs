namespace LlmCost.AI;

/// <summary>The data that is missing from a period of an <see cref="ICostHistory"/>.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostHistoryCoverage
{
    /// <summary>Gets the start of the first call that was ever stored, or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Gets the gaps: calls that could not be stored. The sums of the history do not include these calls.</summary>
    public required IReadOnlyList<CostHistoryGap> Gaps { get; init; }

    /// <summary>
    /// Gets the days of the period, in UTC, for which the store contains only sums and no single calls. Sums by tags do not
    /// include the calls of these days. If a period contains only a part of such a day, its sums do not include the calls of that
    /// day.
    /// </summary>
    public required IReadOnlyList<DateOnly> DaysWithoutCalls { get; init; }
}
