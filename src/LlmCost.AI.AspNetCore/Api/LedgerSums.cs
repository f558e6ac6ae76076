namespace LlmCost.AI;

/// <summary>Reads the sums of a ledger, bucket by bucket. Sums that no longer change are cached.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LedgerSums(ICostHistory ledger, IReadOnlyList<string> tagNames, TimeProvider timeProvider)
{
    /// <summary>
    /// The maximum number of cached sums. Limiting the number of periods would not limit the memory, because a ledger can
    /// contain any number of series. <c>HistoryMemoryTests</c> measures the memory.
    /// </summary>
    private const int MaxKept = 50_000;

    /// <summary>
    /// The age after which sums no longer change. A call is counted at its start time but recorded after its end, so recent
    /// sums can still grow.
    /// </summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(long From, long To, bool ByTags), (CallSeries[] Series, byte[] Packed)> _kept = [];
    private readonly HashSet<CallSeries> _series = [];
    private int _keptSums;

    /// <summary>Adds the sums for a query to the summary.</summary>
    public async Task AddAsync(SummaryQuery query, SummaryBuilder builder, CancellationToken cancellationToken)
    {
        for (var i = query.Before is null ? 0 : -1; i < query.Edges.Length - 1; i++)
        {
            var (from, to) = (i < 0 ? query.Before!.Value : query.Edges[i], i < 0 ? query.From : query.Edges[i + 1]);
            await ReadAsync(
                from, to, query.NeedsTags, (series, sums) => builder.Add(from, series, sums), cancellationToken);
        }
    }

    /// <summary>Reads the gaps of the ledger.</summary>
    public ValueTask<CostHistoryCoverage> ReadCoverageAsync(long from, long to, CancellationToken cancellationToken) =>
        ledger.ReadCoverageAsync(
            DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to), cancellationToken);

    /// <summary>Reads the sums of a period.</summary>
    /// <param name="from">The start of the period, in seconds since 1970.</param>
    /// <param name="to">The end of the period, exclusive, in seconds since 1970.</param>
    /// <param name="byTags">True to read separate sums for each combination of tags.</param>
    /// <param name="read">Receives each series and its sums. The sums are valid only until the delegate returns.</param>
    /// <param name="cancellationToken">The token that cancels reading.</param>
    public async Task ReadAsync(
        long from, long to, bool byTags, Action<CallSeries, CostSums> read, CancellationToken cancellationToken)
    {
        if (Find(from, to, byTags) is { } kept)
        {
            PackedSums.Unpack(kept.Packed, (series, sums) => read(kept.Series[series], sums));
            return;
        }

        var (start, end) = (DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to));
        if (start > timeProvider.GetUtcNow())
        {
            return;
        }

        var all = new Dictionary<CallSeries, CostSums>();
        await foreach (var sum in ledger.ReadSumsAsync(start, end, byTags, cancellationToken))
        {
            var series = CallSeries.Of(sum, tagNames);
            if (!all.TryGetValue(series, out var total))
            {
                all.Add(series, total = new CostSums());
            }

            total.Add(sum);
        }

        if (end + s_settled < timeProvider.GetUtcNow())
        {
            Keep((from, to, byTags), all);
        }

        foreach (var (series, sums) in all)
        {
            read(series, sums);
        }
    }

    private (CallSeries[] Series, byte[] Packed)? Find(long from, long to, bool byTags)
    {
        lock (_lock)
        {
            return _kept.TryGetValue((from, to, byTags), out var kept) ? kept : null;
        }
    }

    private void Keep((long From, long To, bool ByTags) period, Dictionary<CallSeries, CostSums> sums)
    {
        if (sums.Count > MaxKept)
        {
            return;
        }

        var packed = PackedSums.Pack(sums.Values.Index().ToDictionary(sum => sum.Index, sum => sum.Item));
        lock (_lock)
        {
            if (_keptSums + sums.Count >= MaxKept)
            {
                _kept.Clear();
                _series.Clear();
                _keptSums = 0;
            }

            if (_kept.TryAdd(period, ([.. sums.Keys.Select(Shared)], packed)))
            {
                // An empty period counts as one sum, because its entry takes memory, too.
                _keptSums += Math.Max(sums.Count, 1);
            }
        }
    }

    /// <summary>Returns the same object for equal series, so that each is stored once.</summary>
    private CallSeries Shared(CallSeries series)
    {
        if (_series.TryGetValue(series, out var shared))
        {
            return shared;
        }

        _series.Add(series);
        return series;
    }
}
