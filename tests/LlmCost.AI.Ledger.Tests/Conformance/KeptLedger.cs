namespace LlmCost.AI.Tests;

/// <summary>A ledger of any kind that a test fills and reads.</summary>
internal abstract class KeptLedger : IAsyncDisposable
{
    /// <summary>Gets the reader under test.</summary>
    public abstract ILedgerReader Reader { get; }

    /// <summary>Keeps calls and gaps.</summary>
    public abstract Task KeepAsync(IReadOnlyList<LedgerCall> calls, IReadOnlyList<LedgerGap> gaps);

    /// <summary>Deletes the calls of a month as the retention does, so that only their sums are left.</summary>
    public abstract Task PurgeAsync(LedgerPeriod month);

    public abstract ValueTask DisposeAsync();
}
