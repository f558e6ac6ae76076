namespace LlmCost.AI;

/// <summary>Reads the sums of a ledger, bucket by bucket. Sums that no longer change are cached.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LedgerSums(ICostHistory ledger, IReadOnlyList<string> tagNames, TimeProvider timeProvider)
{
    private const int MaxKept = 1_000;

    /// <summary>
    /// The age after which sums no longer change. A call is counted at its start time but recorded after its end, so that recent
    /// sums can still grow.
    /// </summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(long From, long To, bool ByTags), Dictionary<CallSeries, CostSums>> _kept = [];

    /// <summary>Adds the sums that a summary needs.</summary>
    public async Task AddAsync(SummaryQuery query, SummaryBuilder builder, CancellationToken cancellationToken)
    {
        for (var i = query.Before is null ? 0 : -1; i < query.Edges.Length - 1; i++)
        {
            var (from, to) = (i < 0 ? query.Before!.Value : query.Edges[i], i < 0 ? query.From : query.Edges[i + 1]);
            foreach (var (series, sums) in await ReadAsync(from, to, query.NeedsTags, cancellationToken))
            {
                builder.Add(from, series, sums);
            }
        }
    }

    /// <summary>Reads the gaps of the ledger.</summary>
    public ValueTask<CostHistoryCoverage> ReadCoverageAsync(long from, long to, CancellationToken cancellationToken) =>
        ledger.ReadCoverageAsync(
            DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to), cancellationToken);

    /// <summary>Reads the sums of a period, in seconds since 1970.</summary>
    public async Task<IReadOnlyDictionary<CallSeries, CostSums>> ReadAsync(
        long from, long to, bool byTags, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue((from, to, byTags), out var kept))
            {
                return kept;
            }
        }

        var sums = new Dictionary<CallSeries, CostSums>();
        var (start, end) = (DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to));
        if (start > timeProvider.GetUtcNow())
        {
            return sums;
        }

        await foreach (var sum in ledger.ReadSumsAsync(start, end, byTags, cancellationToken))
        {
            var series = CallSeries.Of(sum, tagNames);
            if (!sums.TryGetValue(series, out var total))
            {
                sums.Add(series, total = new CostSums());
            }

            total.Add(sum);
        }

        if (end + s_settled < timeProvider.GetUtcNow())
        {
            lock (_lock)
            {
                if (_kept.Count >= MaxKept)
                {
                    _kept.Clear();
                }

                _kept[(from, to, byTags)] = sums;
            }
        }

        return sums;
    }
}
