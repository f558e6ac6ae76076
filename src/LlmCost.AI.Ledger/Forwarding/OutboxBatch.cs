namespace LlmCost.AI;

/// <summary>A batch to forward, and the marks to set when it is committed at the destination.</summary>
internal sealed record OutboxBatch(LedgerBatch Batch, long LastCall, long LastGap, long LastOutboxGap);
