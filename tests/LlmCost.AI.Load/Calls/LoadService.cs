using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlmCost.AI.Load.Ledgers;
using LlmCost.AI.Load.Report;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Load.Calls;

/// <summary>Makes calls at a steady rate until the app stops.</summary>
internal sealed class LoadService(
    CallScript script, Caller caller, CallerLedger ledger, Journal journal, IOptions<LoadOptions> options) : BackgroundService
{
    private const int MaxCallsAtATime = 512;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            PaceAsync(started, stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = MaxCallsAtATime },
            async (call, _) => await caller.MakeAsync(call, options.Value.Drains ? CancellationToken.None : stoppingToken));
        ledger.Duration = Stopwatch.GetElapsedTime(started);

        // The heap is measured after all calls have ended, so that it does not include calls that a busy machine has delayed.
        journal.WeighHeap();
    }

    /// <summary>Returns calls when they are due. If a busy machine has delayed calls, they are returned immediately.</summary>
    private async IAsyncEnumerable<Call> PaceAsync(long started, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            while (Stopwatch.GetElapsedTime(started).TotalSeconds * options.Value.Rate < number)
            {
                await Task.Delay(s_tick, CancellationToken.None);
            }

            yield return script.Next();
        }
    }
}
