namespace LlmCost.AI;

/// <summary>The data that are missing from a period of a ledger.</summary>
public sealed record LedgerCoverage
{
    /// <summary>
    /// Gets the start of the first call that the ledger has ever stored, or <see langword="null"/> if the ledger is empty.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Gets the gaps that overlap the period.</summary>
    public required IReadOnlyList<LedgerGap> Gaps { get; init; }

    /// <summary>Gets the days of the period for which only daily sums are stored, without hours, tags and single calls.</summary>
    public required IReadOnlyList<DateOnly> DaysWithoutCalls { get; init; }
}
