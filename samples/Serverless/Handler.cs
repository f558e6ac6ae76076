using LlmCost.AI;
using Microsoft.Extensions.AI;
using OpenTelemetry.Metrics;

namespace Serverless;

/// <summary>Handles the invocations of a function.</summary>
internal sealed class Handler(IChatClient chat, MeterProvider metrics, LedgerWriter ledger)
{
    private const int FlushMilliseconds = 2_000;

    private static readonly TimeSpan s_flushLimit = TimeSpan.FromMilliseconds(FlushMilliseconds);

    /// <summary>Answers an invocation. Its cost is exported and stored before the answer is returned.</summary>
    /// <remarks>
    /// After the answer, the platform freezes the process and may end it without notice. Therefore, the timers that export
    /// metrics and write the ledger may never run.
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

    /// <summary>Exports metrics and writes the ledger. Waits at most two seconds for each.</summary>
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
            // The disk is slow. The records stay in the queue until the next invocation writes them.
        }
    }
}
