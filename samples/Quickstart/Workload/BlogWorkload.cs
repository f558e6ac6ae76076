using LlmCost.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SimulatedProvider;

namespace Quickstart;

/// <summary>Calls the blog app at a steady rate, with several models.</summary>
/// <remarks>The content of a call depends only on the seed and the number of the call.</remarks>
/// <param name="models">The metered clients of the models.</param>
/// <param name="seed">The seed of the sequence of calls.</param>
/// <param name="timeProvider">The clock that paces the calls.</param>
/// <param name="logger">The logger for failed calls.</param>
internal sealed partial class BlogWorkload(
    IReadOnlyList<IChatClient> models, int seed, TimeProvider timeProvider, ILogger<BlogWorkload> logger)
{
    private const int MaxConcurrentCalls = 64;
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Starts calls until the duration is over or <paramref name="stop"/> is canceled, then waits for the calls in flight.
    /// </summary>
    /// <param name="callsPerSecond">The number of calls started per second.</param>
    /// <param name="duration">The time during which calls are started.</param>
    /// <param name="stop">A token that ends the run early. Calls in flight are canceled after five more seconds.</param>
    public async Task RunAsync(double callsPerSecond, TimeSpan duration, CancellationToken stop)
    {
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        using var onStop = stop.Register(() => abandon.CancelAfter(GracePeriod));
        using var slots = new SemaphoreSlim(MaxConcurrentCalls);

        var calls = new List<Task>();
        var start = timeProvider.GetTimestamp();

        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var due = TimeSpan.FromSeconds(number / callsPerSecond);

            if (due >= duration || !await WaitUntilAsync(start, due, stop))
            {
                break;
            }

            await slots.WaitAsync(CancellationToken.None);
            calls.RemoveAll(call => call.IsCompletedSuccessfully);
            calls.Add(CallInSlotAsync(number));
        }

        await Task.WhenAll(calls);

        async Task CallInSlotAsync(int number)
        {
            try
            {
                await CallAsync(number, abandon.Token);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    /// <summary>Makes one call. A failure is logged, not thrown.</summary>
    /// <param name="number">The zero-based number of the call.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public async Task CallAsync(int number, CancellationToken cancellationToken)
    {
        var random = SeededRandom.For($"{seed} {number}");
        var client = models[random.Next(models.Count)];
        var app = new BlogApp(streaming: random.Next(2) == 0);

        try
        {
            await (random.Next(10) switch
            {
                < 3 => app.GenerateContentAsync(client, Prose.Write(random, random.Next(200, 1_500)), cancellationToken),
                < 7 => app.SummarizeAsync(client, Prose.Write(random, random.Next(1_500, 6_000)), cancellationToken),
                _ => app.ExtractKeywordsAsync(client, Prose.Write(random, random.Next(800, 3_000)), cancellationToken),
            });
        }
        catch (BudgetExceededException)
        {
            // Refused calls are not logged, because BudgetSummary counts them.
        }
        catch (Exception exception)
        {
            LogCallFailed(client.GetService<ChatClientMetadata>()?.DefaultModelId, exception.GetType().Name, exception.Message);
        }
    }

    private async Task<bool> WaitUntilAsync(long start, TimeSpan due, CancellationToken stop)
    {
        var wait = due - timeProvider.GetElapsedTime(start);

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !stop.IsCancellationRequested;
    }

    [LoggerMessage(LogLevel.Warning, "A call to {Model} failed with {ErrorType}: {ErrorMessage}")]
    private partial void LogCallFailed(string? model, string errorType, string errorMessage);
}
