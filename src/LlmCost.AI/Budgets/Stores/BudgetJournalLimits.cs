namespace LlmCost.AI;

/// <summary>Specifies when a journal is full.</summary>
/// <param name="MaxPending">The bytes that wait to be written, from which reservations fail.</param>
/// <param name="MaxFileLength">The bytes of a journal, from which a snapshot replaces it.</param>
internal readonly record struct BudgetJournalLimits(int MaxPending, long MaxFileLength)
{
    public static BudgetJournalLimits Default { get; } = new(4 << 20, 16 << 20);
}
