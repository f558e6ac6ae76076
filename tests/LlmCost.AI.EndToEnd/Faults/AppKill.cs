using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load;
using LlmCost.AI.Load.Ledgers;
using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>Kills the app itself, which is the only fault that loses data.</summary>
internal static class AppKill
{
    /// <summary>The name in the table.</summary>
    public const string Name = "App killed (SIGKILL)";

    private const int MinExports = 8;

    /// <summary>
    /// The time from an export to the kill. It is most of the export interval of 2 seconds, so that the app loses nearly as much
    /// data as possible.
    /// </summary>
    private static readonly TimeSpan Unexported = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Kills the app under load. Asserts that the app loses at most the calls metered since the second-to-last export, that its
    /// ledger has kept all calls except for those in the queue, and that its budgets are charged for the calls in progress.
    /// </summary>
    /// <remarks>
    /// An export starts only when the previous one has been delivered. Therefore, all exports that started before the kill were
    /// delivered, except possibly the last one. Each export contains all calls metered before it started, so at most the calls
    /// metered during one interval and one export are missing. If a series starts during an export, its first call is counted
    /// only after the next export, so that Prometheus first receives the series at zero.
    /// </remarks>
    public static async Task<FaultResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var stack = await FaultStack.StartWithRedisAsync(cancellationToken);
        await using var app = await LoadApp.StartAsync(
            stack.Folder,
            stack.Network.Address,
            [("Load__Rate", FaultRun.Rate), .. SharedBudgets.SettingsOfKilledApp(stack)],
            launcher: [],
            cancellationToken);
        await Poll.UntilAsync(
            _ => Task.FromResult(Exports(app.Journal())),
            exports => exports.Count > MinExports && exports[^1].IsInMetrics && exports[^2].IsInMetrics,
            _ => "each export contained a new series",
            cancellationToken);
        await Task.Delay(Unexported, cancellationToken);

        await app.KillAsync();

        var holds = await OpenHolds.ReadAsync(stack.Redis, cancellationToken);
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
            $"Prometheus has {calls} calls; {delivered.Calls} were metered when export {exports} began.");
        Assert.True(
            tokens >= delivered.Tokens,
            $"Prometheus has {tokens} tokens; {delivered.Tokens} were metered when export {exports} began.");
        Assert.True(
            cost >= (double)delivered.Cost * (1 - Invariant.CostTolerance),
            $"Prometheus has {cost} USD; {delivered.Cost} were metered.");

        // Each call that was metered before the export is stored, was counted as dropped, or was still in the queue.
        var kept = (await KeptLedger.ReadAsync(app.LedgerPath)).Kept;
        Assert.True(
            kept.Calls >= last.Ledger.Records,
            $"The ledger has kept {kept}; it had reported {last.Ledger.Records} written records.");
        Assert.True(
            kept.Calls + last.Ledger.Dropped + LoadOptions.LedgerQueueLength >= delivered.Calls,
            $"The ledger has kept {kept}; {delivered} were metered when export {exports} began, and {last.Ledger} was reported.");

        await SharedBudgets.FloorsAreChargedAsync(stack, holds, cancellationToken);

        var lost = Math.Max(0, last.Totals.Calls - calls);
        return new FaultResult(
            Name, last.Totals.Calls, lost, last.Totals.Calls / last.Seconds, ExtraMicrosecondsP99: null,
            journal.Max(line => line.WorkingSet));
    }

    /// <summary>Returns the journal lines written at the start of an export.</summary>
    private static IReadOnlyList<JournalLine> Exports(IEnumerable<JournalLine> journal) =>
        [.. journal.Where(line => line.Exports > 0).DistinctBy(line => line.Exports)];
}
