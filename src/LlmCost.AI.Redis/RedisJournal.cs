using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>
/// Keeps the open reservations and latest settlements of this process in memory, to resend them to a server that has lost writes.
/// </summary>
internal sealed class RedisJournal(TimeProvider timeProvider)
{
    /// <summary>
    /// The maximum number of settlements in the journal. This many settlements take about 10 MB. At more than 160 calls per
    /// second, the journal covers less than a minute.
    /// </summary>
    private const int MaxSettlements = 10_000;

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<Guid, (long Timestamp, TimeSpan Lease, RedisCommand Renewal)> _open = new();
    private readonly Queue<(long Timestamp, RedisCommand Command)> _settled = new();
    private readonly Lock _lock = new();

    /// <summary>
    /// Stores the command that renews a reservation. It is kept until the reservation is settled or its lease ends.
    /// </summary>
    public void Reserved(Guid id, TimeSpan lease, RedisCommand renewal) =>
        _open[id] = (timeProvider.GetTimestamp(), lease, renewal);

    /// <summary>Extends the lease of an open reservation.</summary>
    public void Renewed(Guid id, TimeSpan lease, RedisCommand renewal)
    {
        if (_open.TryGetValue(id, out var known))
        {
            // TryUpdate has no effect if the reservation was settled in the meantime.
            _open.TryUpdate(id, (timeProvider.GetTimestamp(), lease, renewal), known);
        }
    }

    /// <summary>
    /// Removes reservations whose leases have ended. Such a reservation was neither settled nor renewed in time.
    /// </summary>
    public void ForgetExpired()
    {
        foreach (var (id, (timestamp, lease, _)) in _open)
        {
            if (timeProvider.GetElapsedTime(timestamp) > lease)
            {
                _open.TryRemove(id, out _);
            }
        }
    }

    /// <summary>Stores the command that settles a reservation. It is kept for one minute.</summary>
    public void Settled(Guid id, RedisCommand settlement)
    {
        _open.TryRemove(id, out _);
        lock (_lock)
        {
            _settled.Enqueue((timeProvider.GetTimestamp(), settlement));
            Trim();
        }
    }

    /// <summary>Returns the commands that renew the open reservations.</summary>
    public RedisCommand[] Reservations()
    {
        ForgetExpired();
        return [.. _open.Values.Select(reservation => reservation.Renewal)];
    }

    /// <summary>Returns the settlements of the last minute.</summary>
    public RedisCommand[] Settlements()
    {
        lock (_lock)
        {
            Trim();
            return [.. _settled.Select(entry => entry.Command)];
        }
    }

    private void Trim()
    {
        while (_settled.TryPeek(out var oldest)
            && (_settled.Count > MaxSettlements || timeProvider.GetElapsedTime(oldest.Timestamp) > s_kept))
        {
            _settled.Dequeue();
        }
    }
}
