namespace LlmCost.AI;

/// <summary>The result of the check of a ledger.</summary>
public sealed record LedgerVerification
{
    /// <summary>Gets the number of files that were checked.</summary>
    public required int Files { get; init; }

    /// <summary>Gets the number of closed days whose sums were compared with their records.</summary>
    public required int Days { get; init; }

    /// <summary>Gets the number of days whose archive was compared with the sums.</summary>
    public required int ArchivedDays { get; init; }

    /// <summary>Gets the faults that were found, as English sentences. The list is empty if the ledger is intact.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}
