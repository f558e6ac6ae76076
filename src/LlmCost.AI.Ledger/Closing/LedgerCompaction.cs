namespace LlmCost.AI;

/// <summary>What the compaction of a ledger has done.</summary>
public sealed record LedgerCompaction
{
    /// <summary>Gets the number of files that were compacted.</summary>
    public required int Files { get; init; }

    /// <summary>Gets the number of files that an app writes. The app compacts them.</summary>
    public required int FilesInUse { get; init; }

    /// <summary>Gets the number of days whose sums were computed.</summary>
    public required int ClosedDays { get; init; }

    /// <summary>Gets the number of days that were written to the archive.</summary>
    public required int ArchivedDays { get; init; }

    /// <summary>Gets the number of days whose records were deleted.</summary>
    public required int DeletedDays { get; init; }

    /// <summary>Gets the reasons why days could not be archived. Their records stay in the database.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}
