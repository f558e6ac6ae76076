using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The death of the app itself, the only fault by which anything is lost.</summary>
internal static class AppKill
{
    /// <summary>What the table calls it.</summary>
    public const string Name = "App killed (SIGKILL)";

    private const int MinExports = 8;

    /// <summary>From an export to the death: most of the interval of 2 seconds, so that nearly as much as possible is lost.</summary>
    private static readonly TimeSpan Unexported = TimeSpan.FromSeconds(1.5);

    /// <summary>Kills the app under load, and asserts that no more is lost than what was metered since the export before the last one.</summary>
    /// <remarks>
    /// An export begins when the one before it has been delivered. So of the exports that had begun at the death, all but the last were delivered, and what
    /// was metered until the last but one began is at least in it: at most one interval is missing, and the time that the last export took. The first call of a
    /// series that begins during an export waits for the next one, so that the series is seen at zero.
    /// </remarks>
    public static async Task<FaultResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var stack = await FaultStack.StartAsync(cancellationToken);
        await using var app = await LoadApp.StartAsync(
            stack.Folder, stack.Network.Address, [("Load__Rate", FaultRun.Rate)], launcher: [], cancellationToken);
        await Poll.UntilAsync(
            _ => Task.FromResult(Exports(app.Journal())),
            exports => exports.Count > MinExports && exports[^1].IsInMetrics && exports[^2].IsInMetrics,
            _ => "there was always a new series",
            cancellationToken);
        await Task.Delay(Unexported, cancellationToken);

        await app.KillAsync();

        var journal = app.Journal();
        var last = journal[^1];
        var prometheus = stack.Prometheus.Api;
        await prometheus.QueryUntilAsync(
            $$"""load_exports_total{job="{{LoadApp.Job}}"}""", found => found.Count is 1 && found[0].Value >= last.Exports - 1,
            cancellationToken);
        var exports = await Invariant.SumAsync("load_exports_total", prometheus, cancellationToken);
        var delivered = Exports(journal).Last(line => line.IsInMetrics && line.Exports <= exports).Totals;

        var calls = (long)await Invariant.SumAsync("llmcost_calls_total", prometheus, cancellationToken);
        var tokens = (long)await Invariant.SumAsync("llmcost_usage_tokens_total", prometheus, cancellationToken);
        var cost = await Invariant.SumAsync("llmcost_usage_cost_total", prometheus, cancellationToken);
        Assert.True(
            calls >= delivered.Calls,
            $"Prometheus knows {calls} calls; {delivered.Calls} were metered when export {exports} began.");
        Assert.True(
            tokens >= delivered.Tokens,
            $"Prometheus knows {tokens} tokens; {delivered.Tokens} were metered when export {exports} began.");
        Assert.True(
            cost >= (double)delivered.Cost * (1 - Invariant.CostTolerance),
            $"Prometheus knows {cost} USD; {delivered.Cost} were metered.");

        var lost = Math.Max(0, last.Totals.Calls - calls);
        return new FaultResult(
            Name, last.Totals.Calls, lost, last.Totals.Calls / last.Seconds, ExtraMicrosecondsP99: null,
            journal.Max(line => line.WorkingSet));
    }

    /// <summary>The lines that were written when an export began.</summary>
    private static IReadOnlyList<JournalLine> Exports(IEnumerable<JournalLine> journal) =>
        [.. journal.Where(line => line.Exports > 0).DistinctBy(line => line.Exports)];
}
