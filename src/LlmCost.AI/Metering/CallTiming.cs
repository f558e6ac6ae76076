namespace LlmCost.AI;

/// <summary>Measures how long a call takes, and the time between the chunks of a stream.</summary>
internal struct CallTiming
{
    private readonly TimeProvider _timeProvider;
    private readonly long _started;
    private long _lastChunk;

    /// <summary>Starts measuring.</summary>
    public CallTiming(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _started = timeProvider.GetTimestamp();
    }

    /// <summary>The time since the call started.</summary>
    public readonly TimeSpan Elapsed => _timeProvider.GetElapsedTime(_started);

    /// <summary>Returns the time since the previous chunk, or <see langword="null"/> for the first one.</summary>
    public TimeSpan? NextChunk()
    {
        var (previous, now) = (_lastChunk, _timeProvider.GetTimestamp());
        _lastChunk = now;
        return previous is 0 ? null : _timeProvider.GetElapsedTime(previous, now);
    }
}
