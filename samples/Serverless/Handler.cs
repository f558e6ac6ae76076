using LlmCost.AI;
using Microsoft.Extensions.AI;
using OpenTelemetry.Metrics;

namespace Serverless;

/// <summary>Handles the invocations of a function.</summary>
internal sealed class Handler(IChatClient chat, MeterProvider metrics, LedgerWriter ledger)
{
    private const int FlushMilliseconds = 2_000;

    private static readonly TimeSpan s_flushLimit = TimeSpan.FromMilliseconds(FlushMilliseconds);

    /// <summary>Handles an invocation. The cost is exported and stored before the response is returned.</summary>
    /// <remarks>
    /// After the response, the platform freezes the process and may end it without notice. The timers that export metrics and
    /// write the ledger may therefore never run.
    /// </remarks>
    public async Task<string> HandleAsync(string question, CancellationToken cancellationToken = default)
    {
        try
        {
            using var scope = CostScope.Begin(feature: "answer");
            return (await chat.GetResponseAsync(question, cancellationToken: cancellationToken)).Text;
        }
        finally
        {
            await FlushAsync();
        }
    }

    /// <summary>Exports metrics and writes the ledger. Each of these steps takes at most two seconds.</summary>
    private async Task FlushAsync()
    {
        metrics.ForceFlush(FlushMilliseconds);
        try
        {
            using var limit = new CancellationTokenSource(s_flushLimit);
            await ledger.FlushAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The disk is too slow. The records stay in the queue until the next invocation writes them.
        }
    }
}
