namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// Budgets of the virtual history. The two replicas of one service share a budget store. The other service has a budget per
/// request in shadow mode. A budget per request has no state.
/// </summary>
internal static class BudgetHistory
{
    private const string Prefix = "llmcost_budget_";
    private const decimal CompanyUsd = 5_000;
    private const decimal SummariesUsd = 6_000;
    private const decimal OpenAIUsd = 2_500;
    private const decimal UserUsd = 2;
    private const decimal TeamUsd = 100;
    private const decimal RateTokens = 450_000;
    private const decimal CallsInBusiestHour = 900;

    /// <summary>
    /// The sum of the hourly loads at which the busiest user has exhausted the daily limit. On a normal working day, the sum is
    /// lower.
    /// </summary>
    private const decimal UsersDay = 14;

    /// <summary>The factor by which the load of the busiest user increases at the surge.</summary>
    private const decimal SurgeFactor = 2;

    private static readonly decimal[] s_ratioBounds =
        [0.01m, 0.02m, 0.05m, 0.1m, 0.2m, 0.3m, 0.5m, 0.7m, 0.9m, 1, 1.1m, 1.5m, 2, 5];
    private static readonly decimal[] s_secondBounds =
        [0.0001m, 0.0002m, 0.0005m, 0.001m, 0.002m, 0.005m, 0.01m, 0.05m, 0.1m, 0.25m, 0.5m, 1, 5, 10, 30, 60];

    /// <summary>Returns the state of all budgets, as reported by every process.</summary>
    /// <param name="blog">The replicas that share a store.</param>
    /// <param name="support">The other service.</param>
    /// <param name="costOfHours">Returns the cost of calls with the given labels in each hour, in USD.</param>
    public static IEnumerable<HistoryGauge> Gauges(
        Replica[] blog, Replica support, Func<(string, string)[], decimal[]> costOfHours)
    {
        var costOfBlog = costOfHours([("job", "blog")]);
        var costOfSummaries = costOfHours([("job", "blog"), ("llmcost_feature", "summarize")]);
        var costOfOpenAI = costOfHours([("job", "blog"), ("gen_ai_provider_name", "openai")]);
        var costOfSupport = costOfHours([("job", "support")]);
        var load = Enumerable.Range(0, HistoryClock.Hours)
            .Select(hour => HistoryClock.Busyness(hour) * (HistoryClock.TimeOf(hour) < HistoryClock.Surge ? 1 : SurgeFactor))
            .ToArray();
        return
        [
            .. blog.SelectMany(replica => Budget(
                replica, "company-month", "usd", CompanyUsd, time => Since(MonthOf(time), time, costOfBlog), 0.8m)),
            .. blog.SelectMany(replica => Budget(
                replica, "feature-month/summarize", "usd", SummariesUsd,
                time => Since(MonthOf(time), time, costOfSummaries), 0.3m)),
            .. blog.SelectMany(replica => Budget(
                replica, "provider-month/openai", "usd", OpenAIUsd, time => Since(MonthOf(time), time, costOfOpenAI), 0.4m)),
            .. blog.SelectMany(replica => Budget(
                replica, "user-day", "usd", UserUsd,
                time => decimal.Min(UserUsd, UserUsd * Since(DayOf(time), time, load) / UsersDay), 0)),
            .. blog.SelectMany(replica => Budget(
                replica, "openai-rate", "tokens", RateTokens, time => decimal.Floor(0.75m * RateTokens * LoadAt(time)), 9_000)),
            .. Budget(
                support, "team-day", "usd", TeamUsd, time => Since(DayOf(time), time, costOfSupport), 0.05m),
        ];
    }

    /// <summary>Returns the decisions of all budgets.</summary>
    /// <param name="blog">The replicas that share a store.</param>
    /// <param name="support">The other service.</param>
    public static IEnumerable<HistoryCounter> Counters(Replica[] blog, Replica support) =>
    [
        .. blog.SelectMany(Decisions),
        .. blog.SelectMany(Health),
        Decision(support, "team-day", "admitted", null, isShadow: false, Busy(0.3m)),
        Decision(support, "call-size", "admitted", null, isShadow: true, Busy(0.29m)),
        Decision(support, "call-size", "refused", "too_large", isShadow: true, Busy(0.01m)),
    ];

    private static IEnumerable<HistoryCounter> Decisions(Replica replica) =>
    [
        Decision(replica, "company-month", "admitted", null, isShadow: false, Busy(1)),
        Decision(replica, "feature-month/summarize", "admitted", null, isShadow: false, Busy(0.4m)),
        Decision(replica, "provider-month/openai", "admitted", null, isShadow: false, Busy(0.4m)),
        Decision(replica, "user-day", "admitted", null, isShadow: false, Busy(0.9m)),
        Decision(replica, "user-day", "capped", null, isShadow: false, Busy(0.02m)),
        Decision(replica, "user-day", "downgraded", null, isShadow: false, In(Afternoon, 30)),
        Decision(replica, "user-day", "wrapped_up", null, isShadow: false, In(Afternoon, 6)),
        Decision(replica, "user-day", "refused", "exhausted", isShadow: false, In(Afternoon, 12)),
        Decision(replica, "user-day", "cut_off", "cut_off", isShadow: false, In(Afternoon, 2)),
        Decision(replica, "openai-rate", "admitted", null, isShadow: false, Busy(0.4m)),
        Decision(replica, "openai-rate", "delayed", null, isShadow: false, Busy(0.01m)),
        Decision(
            replica, "openai-rate", "refused", "rate_limited", isShadow: false,
            VirtualHistory.At((10, 20, 17, 5), (10, 21, 10, 9))),
    ];

    private static IEnumerable<HistoryCounter> Health(Replica replica) =>
    [
        Rare(replica, "reservations_total", Busy(1), ("outcome", "settled")),
        Rare(replica, "reservations_total", Busy(0.02m), ("outcome", "released")),
        Rare(replica, "reservations_total", VirtualHistory.At((10, 21, 11, 2)), ("outcome", "expired")),
        Rare(
            replica, "overshoot_total", hour => 0.2m * HistoryClock.Busyness(hour), ("name", "company-month"),
            ("cause", "output")),
        Rare(
            replica, "overshoot_total", VirtualHistory.At((10, 20, 18, 0.3m), (10, 21, 11, 0.45m)), ("name", "company-month"),
            ("cause", "hosted_tools")),
        Rare(
            replica, "store_failures_total", VirtualHistory.At((10, 21, 11, 14)), ("operation", "reserve"),
            ("reason", "timeout")),
        Rare(
            replica, "unpriced_total", hour => HistoryClock.TimeOf(hour) < HistoryClock.UnknownModel ? 0 : Busy(0.03m)(hour),
            ("name", "company-month")),
        Rare(replica, "missing_scope_total", Busy(0.005m), ("name", "user-day")),
        Rare(
            replica, "warnings_total", VirtualHistory.At((10, 16, 14, 1)), ("name", "company-month"), ("unit", "usd"),
            ("threshold", "80")),
        .. Histogram(
            replica, "estimate_ratio", s_ratioBounds, Busy(0.5m), mean: 0.3m, ("gen_ai_request_model", "gpt-5.1"),
            ("unit", "usd")),
        .. Histogram(
            replica, "estimate_ratio", s_ratioBounds, Busy(0.4m), mean: 0.6m, ("gen_ai_request_model", "claude-sonnet-4-5"),
            ("unit", "usd")),
        .. Histogram(
            replica, "estimate_ratio", s_ratioBounds, Busy(0.3m), mean: 0.2m, ("gen_ai_request_model", "gpt-5.1"),
            ("unit", "tokens")),
        .. Histogram(replica, "wait_duration_seconds", s_secondBounds, Busy(0.01m), mean: 1.5m, ("name", "openai-rate")),
        .. Histogram(replica, "store_duration_seconds", s_secondBounds, Busy(1), mean: 0.0006m, ("operation", "reserve")),
    ];

    private static IEnumerable<HistoryGauge> Budget(
        Replica replica, string name, string unit, decimal limit, Func<DateTimeOffset, decimal> spent, decimal reserved)
    {
        var labels = Labels(("name", name), ("unit", unit));
        foreach (var life in replica.Instances)
        {
            yield return VirtualHistory.Gauge(replica, life, $"{Prefix}limit", _ => (double)limit, labels);
            yield return VirtualHistory.Gauge(replica, life, $"{Prefix}spent", time => (double)spent(time), labels);
            yield return VirtualHistory.Gauge(replica, life, $"{Prefix}reserved", _ => (double)reserved, labels);
            yield return VirtualHistory.Gauge(
                replica, life, $"{Prefix}utilization_ratio", time => (double)((spent(time) + reserved) / limit), labels);
        }
    }

    private static HistoryCounter Decision(
        Replica replica, string budget, string decision, string? reason, bool isShadow, Func<int, decimal> amount) => Rare(
        replica, "decisions_total", amount,
        [
            ("name", budget), ("decision", decision), ("shadow", isShadow ? "true" : "false"),
            .. reason is null ? Array.Empty<(string, string)>() : [("reason", reason)],
        ]);

    private static HistoryCounter Rare(
        Replica replica, string name, Func<int, decimal> amount, params (string, string)[] labels) =>
        VirtualHistory.Rare(replica, $"{Prefix}{name}", amount, Labels(labels));

    private static IEnumerable<HistoryCounter> Histogram(
        Replica replica, string name, decimal[] bounds, Func<int, decimal> count, decimal mean,
        params (string, string)[] labels) =>
        VirtualHistory.Histogram(replica, $"{Prefix}{name}", bounds, count, mean, Labels(labels));

    private static (string, string)[] Labels(params (string Name, string Value)[] labels) =>
    [
        .. labels.Select(label => label.Name is "gen_ai_request_model" ? label : ($"{Prefix}{label.Name}", label.Value)),
    ];

    private static Func<int, decimal> Busy(decimal share) =>
        hour => decimal.Round(share * CallsInBusiestHour * HistoryClock.Busyness(hour));

    private static Func<int, decimal> In(Func<int, bool> isThen, decimal amount) => hour => isThen(hour) ? amount : 0;

    private static bool Afternoon(int hour) =>
        HistoryClock.TimeOf(hour) is { Hour: >= 15 and < 20, DayOfWeek: not (DayOfWeek.Saturday or DayOfWeek.Sunday) };

    /// <summary>Returns the part of the hourly amounts that falls between two times.</summary>
    private static decimal Since(DateTimeOffset from, DateTimeOffset to, decimal[] amounts)
    {
        var (first, last) = (HistoryClock.HourOf(from), int.Min(HistoryClock.HourOf(to), HistoryClock.Hours - 1));
        var sum = amounts[last] * (decimal)(to - HistoryClock.TimeOf(last)).TotalHours;
        for (var hour = first; hour < last; hour++)
        {
            sum += amounts[hour];
        }

        return sum;
    }

    private static decimal LoadAt(DateTimeOffset time) =>
        HistoryClock.Busyness(int.Min(HistoryClock.HourOf(time), HistoryClock.Hours - 1));

    private static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private static DateTimeOffset MonthOf(DateTimeOffset time) =>
        time.Month < 10 ? HistoryClock.Start : HistoryClock.Utc(10, 1);
}
