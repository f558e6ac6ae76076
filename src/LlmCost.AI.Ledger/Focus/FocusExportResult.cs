namespace LlmCost.AI;

/// <summary>The content of a FOCUS export, and what is missing from it.</summary>
public sealed record FocusExportResult
{
    /// <summary>Gets the number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Gets the sum of the column <c>EffectiveCost</c>, in USD: the cost of all calls in the export.</summary>
    public required decimal EffectiveCost { get; init; }

    /// <summary>Gets the number of calls that are left out because their cost is unknown.</summary>
    public required long UnpricedCalls { get; init; }

    /// <summary>Gets the number of calls whose cost does not include all of their usage.</summary>
    public required long PartialCalls { get; init; }

    /// <summary>Gets the gaps of the ledger in the period. Their calls are left out.</summary>
    public required IReadOnlyList<LedgerGap> Gaps { get; init; }

    /// <summary>
    /// Gets the days that are left out because the ledger has only their sums, without hours and tags. The list is empty unless
    /// <see cref="FocusExportOptions.ByHour"/> or <see cref="FocusExportOptions.ByTags"/> is set.
    /// </summary>
    public required IReadOnlyList<DateOnly> MissingDays { get; init; }

    /// <summary>Gets a value indicating whether the export contains the full cost of all calls of the period.</summary>
    public bool IsComplete => UnpricedCalls is 0 && PartialCalls is 0 && Gaps.Count is 0 && MissingDays.Count is 0;
}
