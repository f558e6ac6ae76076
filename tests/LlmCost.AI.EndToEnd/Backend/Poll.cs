using System.Diagnostics;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Waits for what another process does in its own time.</summary>
internal static class Poll
{
    /// <summary>Far more than anything here takes on a slow machine: only a failing test ever waits this long.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is accepted.</summary>
    /// <param name="ask">Gets the current answer.</param>
    /// <param name="accept">Whether that is the awaited one.</param>
    /// <param name="explain">What to say of the last answer when the deadline has passed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="deadline">How long to wait for what is slow by nature; <see cref="Deadline"/> where it is not set.</param>
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
