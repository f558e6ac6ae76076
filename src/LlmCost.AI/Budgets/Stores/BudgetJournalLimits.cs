namespace LlmCost.AI;

/// <summary>Specifies the limits of a journal.</summary>
/// <param name="MaxPending">The number of bytes waiting to be written at which reservations start to fail.</param>
/// <param name="MaxFileLength">The length of a journal in bytes at which a snapshot replaces it.</param>
internal readonly record struct BudgetJournalLimits(int MaxPending, long MaxFileLength)
{
    public static BudgetJournalLimits Default { get; } = new(4 << 20, 16 << 20);
}
