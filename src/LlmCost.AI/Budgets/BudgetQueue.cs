namespace LlmCost.AI;

/// <summary>Lets calls wait for room in a budget, in the order of their arrival.</summary>
internal sealed class BudgetQueue(TimeProvider timeProvider) : IDisposable
{
    /// <summary>The retry interval if the time at which the budget will have room is unknown.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _head = new(1, 1);
    private TaskCompletionSource _freed = New();
    private int _waiting;

    /// <summary>Wakes the first call in the queue, because there may be room.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref _waiting) > 0)
        {
            Interlocked.Exchange(ref _freed, New()).TrySetResult();
        }
    }

    /// <summary>Waits until the reservation of a call succeeds.</summary>
    /// <param name="maxWait">The longest time to wait.</param>
    /// <param name="limit">The maximum number of waiting calls.</param>
    /// <param name="after">The time after which there may be room, if it is known.</param>
    /// <param name="tryAsync">
    /// A function that retries the reservation. It returns a value indicating whether the reservation succeeded, and the time
    /// after which there may be room, if it is known.
    /// </param>
    /// <param name="cancellationToken">The token that cancels the call.</param>
    /// <returns>True if the reservation succeeded in time.</returns>
    /// <remarks>Nothing is reserved while a call waits.</remarks>
    public async ValueTask<bool> WaitAsync(
        TimeSpan maxWait,
        int limit,
        TimeSpan? after,
        Func<CancellationToken, Task<(bool IsGranted, TimeSpan? After)>> tryAsync,
        CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        if (Interlocked.Increment(ref _waiting) > limit)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            using var timeout = new CancellationTokenSource(maxWait, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                await _head.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            try
            {
                while (true)
                {
                    var left = maxWait - timeProvider.GetElapsedTime(start);
                    if (left <= TimeSpan.Zero || after > left)
                    {
                        return false;
                    }

                    var freed = Volatile.Read(ref _freed).Task;
                    var wait = after ?? s_interval;
                    await Task.WhenAny(freed, Task.Delay(wait < left ? wait : left, timeProvider, cancellationToken));
                    cancellationToken.ThrowIfCancellationRequested();
                    (var isGranted, after) = await tryAsync(cancellationToken);
                    if (isGranted)
                    {
                        return true;
                    }
                }
            }
            finally
            {
                _head.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _head.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
