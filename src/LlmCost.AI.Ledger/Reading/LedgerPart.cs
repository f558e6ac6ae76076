namespace LlmCost.AI;

/// <summary>A part of a period for which records are in one place.</summary>
/// <param name="From">The start in microseconds.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="Deleted">The day of the part if its records are deleted from the database.</param>
internal readonly record struct LedgerPart(long From, long To, DateOnly? Deleted);
