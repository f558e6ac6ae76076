namespace LlmCost.AI;

/// <summary>Keeps the most recent calls and the most expensive calls of the day (UTC). Not thread-safe.</summary>
internal sealed class RecentCalls(int capacity)
{
    private const int Dearest = 50;

    private readonly EndedCall[] _last = new EndedCall[capacity];
    private readonly PriorityQueue<EndedCall, decimal> _dearest = new();
    private DateOnly _day;

    /// <summary>Gets the number of calls that have ever been added.</summary>
    public long Added { get; private set; }

    /// <summary>Adds a call.</summary>
    public void Add(in EndedCall call)
    {
        _last[Added++ % capacity] = call;
        var day = DateOnly.FromDateTime(call.End.UtcDateTime);
        if (day > _day)
        {
            _dearest.Clear();
            _day = day;
        }

        if (call.Record.Cost is { } cost)
        {
            _dearest.Enqueue(call, cost.Total);
            if (_dearest.Count > Dearest)
            {
                _dearest.Dequeue();
            }
        }
    }

    /// <summary>Returns the last calls, newest first.</summary>
    public IEnumerable<EndedCall> Last(long count)
    {
        for (var i = Added - 1; i >= 0 && i >= Added - Math.Min(count, capacity); i--)
        {
            yield return _last[i % capacity];
        }
    }

    /// <summary>Returns each kept call once: the recent calls, newest first, then the most expensive calls of the day.</summary>
    public IEnumerable<EndedCall> All()
    {
        var seen = new HashSet<Guid>();
        foreach (var call in Last(capacity))
        {
            seen.Add(call.Record.Id);
            yield return call;
        }

        foreach (var (call, _) in _dearest.UnorderedItems)
        {
            if (seen.Add(call.Record.Id))
            {
                yield return call;
            }
        }
    }
}
