using System.Collections.Concurrent;

namespace LlmCost.AI.Reconciliation.Tests.Pulling;

/// <summary>A clock that completes each wait immediately and records it.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = [];
    private long _ticks = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Advances the clock.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waits.Enqueue(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
