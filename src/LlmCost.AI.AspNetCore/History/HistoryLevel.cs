namespace LlmCost.AI;

/// <summary>The sums of calls in a fixed number of buckets of the same length. Not thread-safe.</summary>
internal sealed class HistoryLevel(long seconds, int buckets)
{
    private readonly (long Start, byte[]? Packed)[] _closed = new (long, byte[]?)[buckets];
    private readonly Dictionary<int, CostSums> _open = [];
    private long _openStart;

    /// <summary>Gets the length of a bucket, in seconds.</summary>
    public long Seconds => seconds;

    /// <summary>Returns the start of the oldest bucket that is kept, in seconds since 1970.</summary>
    public long OldestAt(long now) => Floor(now) - (seconds * (buckets - 1));

    /// <summary>Adds a call.</summary>
    /// <param name="time">
    /// The end of the call, in seconds since 1970. It must not be earlier than the end of the previous call.
    /// </param>
    /// <param name="series">The number of the series of the call.</param>
    /// <param name="record">The record of the call.</param>
    /// <param name="saved">The savings from the provider's prompt cache, in USD.</param>
    public void Add(long time, int series, CostRecord record, decimal saved)
    {
        var start = Floor(time);
        if (start != _openStart)
        {
            Close();
            _openStart = start;
        }

        if (!_open.TryGetValue(series, out var sums))
        {
            _open.Add(series, sums = new CostSums());
        }

        sums.Add(record, saved);
    }

    /// <summary>Reads the buckets that start in a range.</summary>
    /// <param name="from">The start of the range, in seconds since 1970.</param>
    /// <param name="to">The end of the range, exclusive.</param>
    /// <param name="read">
    /// Receives the start of a bucket, the number of a series and its sums. The sums are valid only until the delegate returns.
    /// </param>
    public void Read(long from, long to, Action<long, int, CostSums> read)
    {
        from = Math.Max(Ceiling(from), OldestAt(_openStart));
        for (var start = from; start < to && start <= _openStart; start += seconds)
        {
            if (start == _openStart)
            {
                foreach (var (series, sums) in _open)
                {
                    read(start, series, sums);
                }
            }
            else if (_closed[Slot(start)] is var (closedStart, packed) && closedStart == start && packed is not null)
            {
                var bucket = start;
                PackedSums.Unpack(packed, (series, sums) => read(bucket, series, sums));
            }
        }
    }

    private void Close()
    {
        if (_open.Count > 0)
        {
            _closed[Slot(_openStart)] = (_openStart, PackedSums.Pack(_open));
            _open.Clear();
        }
    }

    private long Floor(long time) => time - (((time % seconds) + seconds) % seconds);

    private long Ceiling(long time) => Floor(time + seconds - 1);

    private int Slot(long start) => (int)(start / seconds % buckets);
}
