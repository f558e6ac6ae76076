namespace LlmCost.AI;

/// <summary>A part of a period whose records are all in the database or all in the archive.</summary>
/// <param name="From">The start in microseconds.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="Deleted">The day, if the part is a day whose records are deleted from the database; otherwise null.</param>
internal readonly record struct LedgerPart(long From, long To, DateOnly? Deleted);
