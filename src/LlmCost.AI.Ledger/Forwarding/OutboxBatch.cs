namespace LlmCost.AI;

/// <summary>A batch to forward, and the positions to store when the destination has committed it.</summary>
internal sealed record OutboxBatch(LedgerBatch Batch, long LastCall, long LastGap, long LastOutboxGap);
