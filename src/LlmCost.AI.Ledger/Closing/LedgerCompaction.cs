namespace LlmCost.AI;

/// <summary>The result of the compaction of a ledger.</summary>
public sealed record LedgerCompaction
{
    /// <summary>Gets the number of files that were compacted.</summary>
    public required int Files { get; init; }

    /// <summary>Gets the number of files that were skipped because an app writes them. The app compacts them itself.</summary>
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
