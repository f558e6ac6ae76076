namespace LlmCost.AI;

/// <summary>A part of a period whose records are all in the database or all in the archive.</summary>
/// <param name="From">The start in microseconds.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="Deleted">The day of the part if its records are deleted from the database.</param>
internal readonly record struct LedgerPart(long From, long To, DateOnly? Deleted);
