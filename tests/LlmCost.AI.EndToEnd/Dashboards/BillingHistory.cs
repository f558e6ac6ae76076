namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The gauges of a worker in the virtual history. The worker compares bills with the ledger every morning.</summary>
internal static class BillingHistory
{
    private const string Prefix = "llmcost_reconciliation_";
    private const int ComparedDays = 28;
    private const int MinFactorDays = 14;

    // A day is final two days after its end.
    private const int DaysUntilFinal = 3;

    private static readonly TimeSpan s_runAt = TimeSpan.FromHours(6);

    /// <summary>Returns the gauges of an account.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="account">The account.</param>
    public static IEnumerable<HistoryGauge> Gauges(Replica worker, BilledAccount account)
    {
        (string, string)[] labels =
        [
            ("gen_ai_provider_name", account.Provider),
            .. account.Account is null ? Array.Empty<(string, string)>() : [("llmcost_account", account.Account)],
        ];
        return new[]
        {
            Gauge(worker, "billed_cost", run => account.BilledOn(LatestDay(run)), labels),
            Gauge(worker, "metered_cost", run => account.Metered[LatestDay(run)], labels),
            Gauge(worker, "drift_ratio", run => (Billed(account, run) / Metered(account, run)) - 1, labels),
            Gauge(worker, "coverage_ratio", run => Coverage(account, run), labels),
            Gauge(worker, "correction_factor_ratio", run => Factor(account, run), labels),
            Gauge(
                worker,
                "difference_cost",
                run => Billed(account, run) - Metered(account, run) is var difference && difference != 0 ? difference : null,
                [.. labels, ($"{Prefix}cause", account.Cause ?? "")]),
            VirtualHistory.Gauge(
                worker,
                worker.Lives[0] with { From = TimeOf(DaysUntilFinal) },
                $"{Prefix}age_seconds",
                time => (time - HistoryClock.Start.AddDays(LatestDay(RunAt(time)) + 1)).TotalSeconds,
                labels),
        }.OfType<HistoryGauge>();
    }

    /// <summary>Returns the gauge of the metered cost of a provider without a bill.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="account">The account.</param>
    public static HistoryGauge WithoutBill(Replica worker, BilledAccount account) => Gauge(
        worker, "without_bill_cost", run => Metered(account, run), [("gen_ai_provider_name", account.Provider)])!;

    private static HistoryGauge? Gauge(
        Replica worker, string name, Func<int, decimal?> value, (string, string)[] labels)
    {
        // The runs that have a value are consecutive.
        var values = Enumerable.Range(DaysUntilFinal, RunAt(HistoryClock.End) - DaysUntilFinal + 1)
            .Select(run => (Run: run, Value: value(run)))
            .Where(run => run.Value is not null)
            .ToDictionary(run => run.Run, run => (double)run.Value!.Value);
        if (values.Count is 0)
        {
            return null;
        }

        var end = TimeOf(values.Keys.Max() + 1);
        var life = worker.Lives[0] with
        {
            From = TimeOf(values.Keys.Min()),
            To = end < HistoryClock.End ? end : HistoryClock.End,
        };
        return VirtualHistory.Gauge(worker, life, $"{Prefix}{name}", time => values[RunAt(time)], labels);
    }

    private static decimal Metered(BilledAccount account, int run) => Days(run).Sum(day => account.Metered[day]);

    private static decimal Billed(BilledAccount account, int run) => Days(run).Sum(account.BilledOn);

    private static decimal Coverage(BilledAccount account, int run) =>
        Days(run).Sum(day => account.Calls[day]) / Days(run).Sum(account.BilledCallsOn);

    private static decimal? Factor(BilledAccount account, int run) =>
        Days(run).Count() >= MinFactorDays && Coverage(account, run) is >= 0.98m and <= 1.02m
            ? Billed(account, run) / Metered(account, run)
            : null;

    /// <summary>
    /// Returns the final days that a run compares. Days and runs are counted from the first day of the history.
    /// </summary>
    private static IEnumerable<int> Days(int run)
    {
        var first = Math.Max(0, run - ComparedDays);
        return Enumerable.Range(first, LatestDay(run) - first + 1);
    }

    private static int LatestDay(int run) => run - DaysUntilFinal;

    /// <summary>Returns the latest run before a time.</summary>
    private static int RunAt(DateTimeOffset time) => (time.AddTicks(-1) - HistoryClock.Start - s_runAt).Days;

    private static DateTimeOffset TimeOf(int run) => HistoryClock.Start.AddDays(run) + s_runAt;
}
