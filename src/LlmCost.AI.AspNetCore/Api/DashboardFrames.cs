namespace LlmCost.AI;

/// <summary>Passes the event of each second to all streams. Each event is serialized once.</summary>
/// <remarks>
/// Thread-safe. A stream that falls too far behind continues with a new snapshot, so no queue per stream is needed.
/// </remarks>
internal sealed class DashboardFrames(int maxStreams)
{
    private const int Kept = 30;

    private readonly Lock _lock = new();
    private readonly DashboardFrame?[] _frames = new DashboardFrame?[Kept];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _streams;

    /// <summary>Gets the number of streams.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>Gets the number of the last event.</summary>
    public long Last { get; private set; }

    /// <summary>Adds a stream, unless there are too many.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _streams) <= maxStreams)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Removes a stream.</summary>
    public void Leave() => Interlocked.Decrement(ref _streams);

    /// <summary>Passes an event to all streams.</summary>
    /// <param name="create">Creates the event, given its number.</param>
    public void Publish(Func<long, byte[]> create)
    {
        TaskCompletionSource next;
        lock (_lock)
        {
            var frame = new DashboardFrame(Last + 1, create(Last + 1));
            _frames[frame.Number % Kept] = frame;
            Last = frame.Number;
            next = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        next.SetResult();
    }

    /// <summary>Returns the event that follows the event with the given number, or a task to wait for it.</summary>
    /// <param name="number">The number of the preceding event.</param>
    /// <returns>
    /// The event, or null if it is no longer kept or not published yet. If it is not published yet, there is a task, which
    /// completes when the event is published.
    /// </returns>
    public (DashboardFrame? Frame, Task? Wait) After(long number)
    {
        lock (_lock)
        {
            return number == Last
                ? (null, _next.Task)
                : (_frames[(number + 1) % Kept] is { } frame && frame.Number == number + 1 ? frame : null, null);
        }
    }
}
