using System.Diagnostics;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Waits for the result of another process.</summary>
internal static class Poll
{
    /// <summary>Much longer than anything takes on a slow machine, so that only a failing test waits this long.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls until an answer is accepted.</summary>
    /// <param name="ask">Gets the current answer.</param>
    /// <param name="accept">Returns true for the awaited answer.</param>
    /// <param name="explain">Describes the last answer if the deadline passes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="deadline">The time to wait for slow conditions; <see cref="Deadline"/> if not set.</param>
    public static async Task<T> UntilAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        Func<T, bool> accept,
        Func<T, string> explain,
        CancellationToken cancellationToken,
        TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline;
        using var timer = new PeriodicTimer(Interval);
        var started = Stopwatch.GetTimestamp();

        while (true)
        {
            var answer = await ask(cancellationToken);

            if (accept(answer))
            {
                return answer;
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds} seconds: {explain(answer)}");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
