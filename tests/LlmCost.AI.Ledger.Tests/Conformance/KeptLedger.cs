namespace LlmCost.AI.Tests;

/// <summary>A ledger that a test fills and reads, in any kind of storage.</summary>
internal abstract class KeptLedger : IAsyncDisposable
{
    /// <summary>Gets the reader under test.</summary>
    public abstract ILedgerReader Reader { get; }

    /// <summary>Stores calls and gaps.</summary>
    public abstract Task KeepAsync(IReadOnlyList<LedgerCall> calls, IReadOnlyList<LedgerGap> gaps);

    /// <summary>Deletes the calls of a month and keeps only their sums, as when the retention period ends.</summary>
    public abstract Task PurgeAsync(LedgerPeriod month);

    public abstract ValueTask DisposeAsync();
}
