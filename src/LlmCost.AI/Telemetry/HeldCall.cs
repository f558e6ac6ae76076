namespace LlmCost.AI;

/// <summary>A call that waits until an exporter has seen its series at zero.</summary>
internal readonly record struct HeldCall(ulong Hash, PendingRecord Record, SeriesTags Series, string? ErrorType);
