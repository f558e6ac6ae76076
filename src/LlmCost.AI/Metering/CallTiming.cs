namespace LlmCost.AI;

/// <summary>Measures how long a call takes, and the time between the chunks of a stream.</summary>
internal struct CallTiming
{
    private readonly long _started;
    private long _lastChunk;

    /// <summary>Starts measuring.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="isNeeded">
    /// True to measure the elapsed time with the monotonic clock, which takes up to 50 ns to read. If false, the elapsed time is
    /// the difference of two timestamps, which is accurate enough for the log and for listeners that start during the call.
    /// </param>
    public CallTiming(TimeProvider timeProvider, bool isNeeded) => _started = isNeeded ? timeProvider.GetTimestamp() : 0;

    /// <summary>Returns the time since the call started.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="timestamp">The start of the call.</param>
    public readonly TimeSpan Elapsed(TimeProvider timeProvider, DateTimeOffset timestamp) => _started is not 0
        ? timeProvider.GetElapsedTime(_started)
        : TimeSpan.FromTicks(long.Max((timeProvider.GetUtcNow() - timestamp).Ticks, 0));

    /// <summary>Returns the time since the previous chunk, or <see langword="null"/> for the first chunk.</summary>
    public TimeSpan? NextChunk(TimeProvider timeProvider)
    {
        var (previous, now) = (_lastChunk, timeProvider.GetTimestamp());
        _lastChunk = now;
        return previous is 0 ? null : timeProvider.GetElapsedTime(previous, now);
    }
}
