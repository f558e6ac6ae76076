using System.Diagnostics;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Waits for the result of another process.</summary>
internal static class Poll
{
    /// <summary>The time after which a test fails. It is much longer than any operation takes on a slow machine.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls until a result is accepted.</summary>
    /// <param name="ask">Gets the current result.</param>
    /// <param name="accept">Returns true for the expected result.</param>
    /// <param name="explain">Describes the last result if the deadline passes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="deadline">The maximum time to wait. The default is <see cref="Deadline"/>.</param>
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
                throw new TimeoutException($"Timeout after {limit.TotalSeconds} seconds: {explain(answer)}");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
