namespace LlmCost.AI;

/// <summary>Stores the costs of the calls of this process in bounded memory.</summary>
/// <remarks>
/// <para>
/// When a call ends, its record is only added to an array. A timer adds the records to the sums every second. Each read first
/// adds the waiting records, so that it includes all calls that have ended. Thread-safe.
/// </para>
/// <para>
/// A call is counted at its end time. If the clock is set back, calls are added to the newest bucket until the clock has caught
/// up.
/// </para>
/// </remarks>
internal sealed class CostHistory : ICostObserver
{
    private const int Second = 1;
    private const int Minute = 60;
    private const int Quarter = 900;

    private readonly Lock _lock = new();
    private readonly CallStripe[] _stripes;
    private readonly CostMeter _meter;
    private readonly string[] _tagNames;
    private readonly int _maxSeries;
    private readonly HistoryLevel[] _levels;
    private readonly RecentCalls _recent;
    private readonly CallDoubts _doubts = new();
    private readonly CostSums _all = new();
    private readonly Dictionary<CallSeries, int> _numbers = [];
    private readonly List<CallSeries> _series = [CallSeries.Other];
    private readonly List<EndedCall> _ended = [];
    private readonly TimeProvider _timeProvider;
    private long _folded;
    private long _now;

    public CostHistory(CostMeter meter, LlmCostDashboardOptions options, IEnumerable<string> tagNames, TimeProvider timeProvider)
    {
        _meter = meter;
        _timeProvider = timeProvider;
        _tagNames = [.. tagNames];
        _maxSeries = options.MaxSeries;
        _recent = new RecentCalls(options.Calls);

        // The levels are ordered from fine to coarse. Each level covers the range for which pages request its bucket length: one
        // second for 15 minutes, one minute for a day, and 15 minutes for the full history.
        _levels =
        [
            new HistoryLevel(Second, Quarter + Minute),
            new HistoryLevel(Minute, (int)TimeSpan.FromDays(1).TotalMinutes + 60),
            new HistoryLevel(Quarter, (int)(options.History.TotalSeconds / Quarter) + 1),
        ];
        _stripes = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 16)).Select(_ => new CallStripe())];
        Since = timeProvider.GetUtcNow();
    }

    /// <summary>Gets the time at which the history begins.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Gets the names of the tags by which calls are grouped.</summary>
    public IReadOnlyList<string> TagNames => _tagNames;

    /// <inheritdoc/>
    public void OnRecorded(CostRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        var stripe = _stripes[Environment.CurrentManagedThreadId % _stripes.Length];
        while (!stripe.TryAdd(record))
        {
            // The array is full, which is rare, so this thread does the work of the timer.
            Update();
        }
    }

    /// <summary>Adds the calls that have ended to the sums.</summary>
    /// <returns>The number of calls that have ended since the start. While it stays the same, the sums do, too.</returns>
    public long Update()
    {
        lock (_lock)
        {
            return Drain();
        }
    }

    /// <summary>Reads the sums of series.</summary>
    /// <param name="from">The start of the range, in seconds since 1970.</param>
    /// <param name="to">The end of the range, exclusive.</param>
    /// <param name="step">The greatest common divisor, in seconds, of the times at which the buckets of the query begin.</param>
    /// <param name="read">
    /// Receives the start of a bucket, a series and its sums. The sums are valid only until the delegate returns.
    /// </param>
    /// <remarks>
    /// Reads from the coarsest level that covers the range and whose bucket length divides <paramref name="step"/>. If there is
    /// none, reads from the finest level that covers the range.
    /// </remarks>
    public void Read(long from, long to, long step, Action<long, CallSeries, CostSums> read)
    {
        lock (_lock)
        {
            Drain();
            var now = Math.Max(_now, _timeProvider.GetUtcNow().ToUnixTimeSeconds());
            var level = _levels.LastOrDefault(level => step % level.Seconds is 0 && level.OldestAt(now) <= Math.Max(from, Start))
                ?? _levels.FirstOrDefault(level => level.OldestAt(now) <= Math.Max(from, Start))
                ?? _levels[^1];
            level.Read(from, to, (start, series, sums) => read(start, _series[series], sums));
        }
    }

    /// <summary>Reads the most recent calls and the most expensive calls of the day.</summary>
    /// <param name="count">The number of recent calls, or null for all that are kept.</param>
    public IReadOnlyList<EndedCall> ReadCalls(long? count = null)
    {
        lock (_lock)
        {
            Drain();
            return [.. count is { } last ? _recent.Last(last) : _recent.All()];
        }
    }

    /// <summary>Reads the sums of all calls since the start, with unpriced calls and anomalies.</summary>
    /// <param name="read">
    /// Receives the sums, the counts of unpriced calls and anomalies, and the number of calls in the series <c>other</c>.
    /// </param>
    public T ReadAll<T>(Func<CostSums, CallDoubts, long, T> read)
    {
        lock (_lock)
        {
            Drain();
            return read(_all, _doubts, _folded);
        }
    }

    private long Start => Since.ToUnixTimeSeconds();

    private long Drain()
    {
        foreach (var stripe in _stripes)
        {
            stripe.Drain(_ended.Add);
        }

        // Threads add calls to different stripes, so the calls must be sorted by their end.
        foreach (var call in _ended.OrderBy(call => call.End))
        {
            Add(call);
        }

        _ended.Clear();
        return _recent.Added;
    }

    private void Add(EndedCall call)
    {
        try
        {
            var record = call.Record;
            _now = Math.Max(_now, call.End.ToUnixTimeSeconds());
            var series = NumberOf(CallSeries.Of(record, _tagNames));
            var saved = CacheSavings.Of(record, _meter);
            foreach (var level in _levels)
            {
                level.Add(_now, series, record, saved);
            }

            _all.Add(record, saved);
            _doubts.Add(record);
            _recent.Add(call);
        }
        catch (Exception e)
        {
            _meter.ReportFailure(e);
        }
    }

    private int NumberOf(CallSeries series)
    {
        if (_numbers.TryGetValue(series, out var number))
        {
            return number;
        }

        if (_series.Count > _maxSeries)
        {
            _folded++;
            return 0;
        }

        _numbers.Add(series, _series.Count);
        _series.Add(series);
        return _series.Count - 1;
    }
}
