namespace LlmCost.AI;

/// <summary>A call that waits until its series have been seen at zero.</summary>
internal readonly record struct HeldCall(ulong Hash, PendingRecord Record, SeriesTags Series, string? ErrorType);
