namespace LlmCost.AI.Reconciliation.Tests;

/// <summary>A ledger with a gap in which calls were dropped. All other data is from an inner ledger.</summary>
internal sealed class LedgerWithGap(ILedgerReader ledger, LedgerGap gap) : ILedgerReader
{
    public IAsyncEnumerable<LedgerTotal> ReadTotalsAsync(LedgerTotalsQuery query, CancellationToken cancellationToken) =>
        ledger.ReadTotalsAsync(query, cancellationToken);

    public IAsyncEnumerable<LedgerCall> ReadCallsAsync(LedgerPeriod period, CancellationToken cancellationToken) =>
        ledger.ReadCallsAsync(period, cancellationToken);

    public ValueTask<LedgerCall?> FindCallAsync(Guid id, CancellationToken cancellationToken) =>
        ledger.FindCallAsync(id, cancellationToken);

    public IAsyncEnumerable<LedgerCall> FindCallsAsync(string responseId, CancellationToken cancellationToken) =>
        ledger.FindCallsAsync(responseId, cancellationToken);

    public async ValueTask<LedgerCoverage> ReadCoverageAsync(LedgerPeriod period, CancellationToken cancellationToken) =>
        (await ledger.ReadCoverageAsync(period, cancellationToken)) with { Gaps = [gap] };
}
