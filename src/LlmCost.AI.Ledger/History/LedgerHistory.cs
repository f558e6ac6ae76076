using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Reads a ledger for packages that do not depend on it.</summary>
/// <param name="open">
/// Opens the ledger. The delegate is called for each query, because files and archives can be added or deleted while the app
/// runs.
/// </param>
internal sealed class LedgerHistory(Func<ILedgerReader> open) : ICostHistory
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<CostHistorySum> ReadSumsAsync(
        DateTimeOffset startTime,
        DateTimeOffset endTime,
        bool byTags,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ledger = open();
        foreach (var byPrice in new[] { false, true })
        {
            var query = new LedgerTotalsQuery
            {
                Period = new LedgerPeriod { Start = startTime, End = endTime },
                ByTags = byTags,
                ByPrice = byPrice,
            };
            await foreach (var total in ledger.ReadTotalsAsync(query, cancellationToken).ConfigureAwait(false))
            {
                yield return SumOf(total);
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CostRecord> ReadCallsAsync(
        DateTimeOffset startTime, DateTimeOffset endTime, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = open().ReadCallsAsync(new LedgerPeriod { Start = startTime, End = endTime }, cancellationToken);
        await foreach (var call in calls.ConfigureAwait(false))
        {
            yield return LedgerRecords.Of(call);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CostRecord?> FindCallAsync(Guid id, CancellationToken cancellationToken = default) =>
        await open().FindCallAsync(id, cancellationToken).ConfigureAwait(false) is { } call ? LedgerRecords.Of(call) : null;

    /// <inheritdoc/>
    public async ValueTask<CostHistoryCoverage> ReadCoverageAsync(
        DateTimeOffset startTime, DateTimeOffset endTime, CancellationToken cancellationToken = default)
    {
        var coverage = await open().ReadCoverageAsync(new LedgerPeriod { Start = startTime, End = endTime }, cancellationToken)
            .ConfigureAwait(false);
        return new CostHistoryCoverage
        {
            StartTime = coverage.Start,
            Gaps =
            [
                .. coverage.Gaps.Select(gap => new CostHistoryGap
                {
                    StartTime = gap.Start, LastStartTime = gap.End, Calls = gap.Calls, Cost = gap.Cost,
                }),
            ],
            DaysWithoutCalls = coverage.DaysWithoutCalls,
        };
    }

    private static CostHistorySum SumOf(LedgerTotal total) => new()
    {
        OperationName = total.Key.OperationName,
        ProviderName = total.Key.ProviderName,
        Model = total.Key.Model,
        Feature = total.Key.Feature,
        Tags = total.Tags,
        Outcome = total.Result.Outcome,
        UsageSource = total.Result.UsageSource,
        PriceSource = total.Result.PriceSource,
        IsPriced = total.Result.IsPriced,
        IsUnpriced = total.Result.IsUnpriced,
        IsPartial = total.Result.IsPartial,
        Calls = total.Price is null ? total.Calls : 0,
        Unit = total.Price?.Unit,
        Quantity = total.Quantity,
        Cost = total.Price is null ? 0 : total.Cost,
    };
}
