namespace LlmCost.AI.Tests;

/// <summary>A ledger of any kind, which a test fills and reads.</summary>
internal abstract class KeptLedger : IAsyncDisposable
{
    /// <summary>Gets the reader under test.</summary>
    public abstract ILedgerReader Reader { get; }

    /// <summary>Stores calls and gaps.</summary>
    public abstract Task KeepAsync(IReadOnlyList<LedgerCall> calls, IReadOnlyList<LedgerGap> gaps);

    /// <summary>Deletes the calls of a month, as the retention does, and keeps only their sums.</summary>
    public abstract Task PurgeAsync(LedgerPeriod month);

    public abstract ValueTask DisposeAsync();
}
