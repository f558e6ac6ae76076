namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// Five weeks of metrics that two services in two environments send through a Collector: the series, and a ledger of the counted
/// values. The history is the same in every run.
/// </summary>
internal sealed class VirtualHistory
{
    private const string Feed = "https://prices.example.com/data.json";
    private const string OpenAIError = "System.ClientModel.ClientResultException";
    private const string AnthropicError = "Anthropic.Exceptions.AnthropicRateLimitException";

    private static readonly DateTimeOffset s_oldPrices = HistoryClock.Utc(9, 14);

    // The time from which suspicious price changes await approval.
    private static readonly DateTimeOffset s_heldFrom = HistoryClock.Utc(10, 18, 6);

    private static readonly Replica s_blogA = new(
        "blog",
        "Production",
        new Life("blog-6d5f-a", "1.4.0", HistoryClock.Start, HistoryClock.Restart),
        new Life("blog-6d5f-a", "1.4.0", HistoryClock.Restart, HistoryClock.Deploy),
        new Life("blog-84cc-a", "1.5.0", HistoryClock.Deploy, HistoryClock.End));

    private static readonly Replica s_blogB = new(
        "blog",
        "Production",
        new Life("blog-6d5f-b", "1.4.0", HistoryClock.Start, HistoryClock.Deploy),
        new Life("blog-84cc-b", "1.5.0", HistoryClock.Deploy, HistoryClock.End));

    private static readonly Replica s_staging = new(
        "blog", "Staging", new Life("blog-staging-1", "1.5.0", HistoryClock.Start, HistoryClock.End)) { Gap = HistoryClock.Gap };

    private static readonly Replica s_support = new(
        "support", "Production", new Life("support-59b8-a", "3.2.0", HistoryClock.Start, HistoryClock.End));

    private static readonly Replica s_billing = new(
        "billing", "Production", new Life("billing-7c9d-a", "1.0.0", HistoryClock.Start, HistoryClock.End));

    private static readonly Replica s_collector = new(
        "otelcol", null, new Life("4ea4fff2-b8d1-425d-8d29-8fcc14043de5", "0.152.0", HistoryClock.Start, HistoryClock.End));

    private static readonly (string, string)[] s_exporter =
    [
        ("exporter", "otlp_http/prometheus"), ("server_address", "127.0.0.1"), ("server_port", "9090"),
        ("url_path", "/api/v1/otlp/v1/metrics"),
    ];

    private readonly List<HistoryCounter> _counters;

    public VirtualHistory()
    {
        _counters =
        [
            .. new[] { s_blogA, s_blogB }.SelectMany(Blog).SelectMany(stream => stream.ToCounters()),
            .. Staging().Concat(Support()).SelectMany(stream => stream.ToCounters()),
            .. MeterHealth(),
            .. CollectorCounters(),
            .. BudgetHistory.Counters([s_blogA, s_blogB], s_support),
            .. LedgerHistory.Counters(s_blogA, CallsOfHours(Blog(s_blogA)), HistoryClock.LedgerBurst),
            .. LedgerHistory.Counters(s_blogB, CallsOfHours(Blog(s_blogB))),
            .. LedgerHistory.Counters(s_support, CallsOfHours(Support())),
        ];
        Series =
        [
            .. _counters,
            .. new[] { s_blogA, s_blogB, s_staging, s_support, s_billing, s_collector }.SelectMany(TargetInfo),
            .. new[] { s_blogA, s_blogB, s_staging, s_support }.SelectMany(EmbeddedCatalog),
            .. new[] { s_blogA, s_blogB }.SelectMany(FeedPriceList),
            .. CollectorGauges(),
            .. Budgets(),
            .. BudgetHistory.Gauges([s_blogA, s_blogB], s_support, CostOfHours),
            .. LedgerHistory.Gauges(s_blogA, isForwarded: true, HistoryClock.LedgerBurst),
            .. LedgerHistory.Gauges(s_blogB, isForwarded: true),
            .. LedgerHistory.Gauges(s_support, isForwarded: false),
            .. Accounts().SelectMany(account => BillingHistory.Gauges(s_billing, account)),
            BillingHistory.WithoutBill(s_billing, Account("ollama", account: null, "blog")),
        ];
    }

    /// <summary>Gets all series.</summary>
    public IReadOnlyList<IHistorySeries> Series { get; }

    /// <summary>Returns the cost between two times in USD.</summary>
    public decimal CostBetween(DateTimeOffset from, DateTimeOffset to, params (string Label, string Value)[] where) =>
        Between("llmcost_usage_cost_total", from, to, where);

    /// <summary>Returns the tokens used between two times.</summary>
    public decimal TokensBetween(DateTimeOffset from, DateTimeOffset to, params (string Label, string Value)[] where) =>
        Between("llmcost_usage_tokens_total", from, to, where);

    /// <summary>Returns the number of calls between two times.</summary>
    public decimal CallsBetween(DateTimeOffset from, DateTimeOffset to, params (string Label, string Value)[] where) =>
        Between("llmcost_calls_total", from, to, where);

    /// <summary>Returns the growth of a metric's counters between two times, regardless of restarts.</summary>
    /// <param name="metric">The name in Prometheus.</param>
    /// <param name="from">The start, on a full minute.</param>
    /// <param name="to">The end, on a full minute.</param>
    /// <param name="where">The labels of the counters. An empty value selects the counters without the label.</param>
    public decimal Between(string metric, DateTimeOffset from, DateTimeOffset to, params (string Label, string Value)[] where) =>
        Find(metric, where).Sum(counter => counter.Between(from, to));

    /// <summary>Returns the growth of a metric's counters between two times, summed by a label.</summary>
    public SortedDictionary<string, decimal> By(
        string label, string metric, DateTimeOffset from, DateTimeOffset to, params (string Label, string Value)[] where) => new(
        Find(metric, where)
            .GroupBy(counter => counter.Labels.GetValueOrDefault(label, ""), counter => counter.Between(from, to))
            .ToDictionary(group => group.Key, group => group.Sum()),
        StringComparer.Ordinal);

    /// <summary>Returns the cost of each hour in production, in USD.</summary>
    private decimal[] CostOfHours((string Label, string Value)[] where) => OfHours(
        [.. Find("llmcost_usage_cost_total", [.. where, ("deployment_environment_name", "Production")])]);

    private IEnumerable<HistoryCounter> Find(string metric, (string Label, string Value)[] where) => _counters.Where(counter =>
        counter.Name == metric && where.All(label => counter.Labels.GetValueOrDefault(label.Label, "") == label.Value));

    private IEnumerable<BilledAccount> Accounts() =>
    [
        Account("anthropic", "blog", "blog") with { PriceRatio = 1.004m, Cause = "unseen_tier" },
        Account("anthropic", "support", "support"),
        Account("azure.ai.openai", null, "blog") with { PriceRatio = 0.985m, Cause = "contract_discount" },
        Account("openai", "blog", "blog"),
        Account("openai", "support", "support") with { UnmeteredFrom = HistoryClock.KeyShared, Cause = "unmetered_calls" },
    ];

    private BilledAccount Account(string provider, string? account, string job)
    {
        return new BilledAccount(provider, account, OfDays("llmcost_usage_cost_total"), OfDays("llmcost_calls_total"));

        decimal[] OfDays(string metric) =>
        [
            .. Enumerable.Range(0, (HistoryClock.Today - HistoryClock.Start).Days).Select(day => Between(
                metric,
                HistoryClock.Start.AddDays(day),
                HistoryClock.Start.AddDays(day + 1),
                ("gen_ai_provider_name", provider),
                ("job", job),
                ("deployment_environment_name", "Production"))),
        ];
    }

    /// <summary>Returns the number of calls in each hour.</summary>
    private static decimal[] CallsOfHours(IEnumerable<CallStream> streams) => OfHours(
        [.. streams.SelectMany(stream => stream.ToCounters()).Where(counter => counter.Name is "llmcost_calls_total")]);

    /// <summary>
    /// Returns the growth of counters in each hour. The last hour is incomplete, so its growth is extrapolated to a whole hour.
    /// </summary>
    private static decimal[] OfHours(IReadOnlyList<HistoryCounter> counters) => Amounts(hour =>
    {
        var (start, end) = (HistoryClock.TimeOf(hour), HistoryClock.TimeOf(hour + 1));
        end = end < HistoryClock.End ? end : HistoryClock.End;
        return counters.Sum(counter => counter.Between(start, end)) / (decimal)(end - start).TotalHours;
    });

    private static IEnumerable<CallStream> Blog(Replica replica) =>
    [
        new(
            replica, "openai", "gpt-5.1", "gpt-5.1-2025-11-13", "generate_content", 150,
            Tokens(900, 700, cacheRead: 1_500, reasoning: 400))
        {
            RefusedWith = OpenAIError, HasStandardMetrics = true,
        },
        new(
            replica, "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "summarize", 180,
            Tokens(1_200, 220, cacheRead: 900, cacheWrite: 300))
        {
            RefusedWith = AnthropicError, HasStandardMetrics = true, Surge = HistoryClock.Surge,
        },
        new(
            replica, "anthropic", "claude-haiku-4-5", "claude-haiku-4-5-20251001", "summarize", 200,
            Tokens(1_400, 200, cacheRead: 600))
        {
            RefusedWith = AnthropicError, HasStandardMetrics = true,
        },
        new(
            replica, "azure.ai.openai", "blog-prod", "gpt-4o-2024-11-20", "extract_keywords", 120,
            Tokens(1_100, 80, cacheRead: 400))
        {
            RefusedWith = OpenAIError, HasStandardMetrics = true,
        },
        new(
            replica, "openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "extract_keywords", 240,
            Tokens(1_300, 80, cacheRead: 500))
        {
            RefusedWith = OpenAIError, HasStandardMetrics = true,
        },
        new(replica, "ollama", "llama3.2", "llama3.2", "extract_keywords", 60, Tokens(1_000, 60))
        {
            HasStandardMetrics = true,
        },

        // Interrupted streams, responses without usage, responses with an unknown field, and a model that no price list contains.
        new(replica, "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "generate_content", 3, Tokens(1_500, 60))
        {
            UsageSource = "estimated", ErrorType = "System.IO.IOException",
        },
        new(replica, "ollama", "llama3.2", "llama3.2", "generate_content", 2, Tokens())
        {
            UsageSource = "missing", UnpricedReason = "missing_usage",
        },
        new(replica, "openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "generate_content", 3, Tokens(1_000, 50))
        {
            PartialReason = "unknown_field",
        },
        new(replica, "openai", "acme-experimental-1", "acme-experimental-1", "generate_content", 30, Tokens(800, 150))
        {
            UnpricedReason = "unknown_model", Begin = HistoryClock.UnknownModel,
        },
    ];

    private static IEnumerable<CallStream> Staging() =>
    [
        new(
            s_staging, "openai", "gpt-5.1", "gpt-5.1-2025-11-13", "generate_content", 6,
            Tokens(900, 700, cacheRead: 300, reasoning: 400)),
        new(s_staging, "openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "extract_keywords", 10, Tokens(1_300, 80)),
    ];

    private static IEnumerable<CallStream> Support() =>
    [
        new(
            s_support, "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "answer_ticket", 120,
            Tokens(1_600, 300, cacheRead: 1_200, cacheWrite: 200))
        {
            Tenant = "acme", RefusedWith = AnthropicError,
        },
        new(s_support, "openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "answer_ticket", 200, Tokens(1_800, 250))
        {
            Tenant = "acme",
        },
        new(
            s_support, "anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "answer_ticket", 40,
            Tokens(1_500, 280, cacheRead: 900))
        {
            Tenant = "globex",
        },
        new(s_support, "openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "answer_ticket", 90, Tokens(1_700, 240))
        {
            Tenant = "initech",
        },
    ];

    private static Dictionary<string, int> Tokens(
        int input = 0, int output = 0, int cacheRead = 0, int cacheWrite = 0, int reasoning = 0) =>
        new (string Class, int Count)[]
        {
            ("input", input), ("input_cache_read", cacheRead), ("input_cache_write", cacheWrite), ("output", output),
            ("output_reasoning", reasoning),
        }
        .Where(used => used.Count > 0).ToDictionary(used => used.Class, used => used.Count);

    private static IEnumerable<HistoryCounter> MeterHealth()
    {
        foreach (var replica in new[] { s_blogA, s_blogB })
        {
            // The feed is polled every six hours.
            yield return Rare(
                replica, "llmcost_price_list_updates_total", hour => hour % 6 == 0 ? 1 : 0, ("llmcost_price_list_name", Feed),
                ("llmcost_price_list_update_outcome", "unchanged"));
            yield return Rare(
                replica, "llmcost_price_list_updates_total", At((10, 15, 0, 1)), ("llmcost_price_list_name", Feed),
                ("llmcost_price_list_update_outcome", "applied"));
            yield return Rare(
                replica, "llmcost_price_list_updates_total", At((10, 18, 6, 1)), ("llmcost_price_list_name", Feed),
                ("llmcost_price_list_update_outcome", "held"));
        }

        yield return Rare(
            s_blogA, "llmcost_failures_total", At((10, 14, 8, 3), (10, 21, 11, 4)), ("llmcost_failure_reason", "observer"));
        yield return Rare(
            s_blogA,
            "llmcost_usage_anomalies_total",
            At((10, 13, 9, 2), (10, 21, 10, 3)),
            ("gen_ai_operation_name", "chat"),
            ("gen_ai_provider_name", "anthropic"),
            ("gen_ai_request_model", "claude-haiku-4-5"),
            ("gen_ai_response_model", "claude-haiku-4-5-20251001"),
            ("llmcost_feature", "summarize"),
            ("llmcost_usage_anomaly", "cache_exceeds_input"));
        yield return Rare(
            s_support, "llmcost_tags_folded_total", At((10, 20, 13, 12), (10, 21, 13, 18)), ("llmcost_tag", "tenant"));
    }

    private static IEnumerable<HistoryCounter> CollectorCounters()
    {
        var receiver = new[] { ("receiver", "otlp"), ("transport", "grpc") };
        yield return Rare(s_collector, "otelcol_receiver_accepted_metric_points_total", _ => 72_000, receiver);
        yield return Rare(s_collector, "otelcol_receiver_refused_metric_points_total", At((10, 19, 13, 60)), receiver);
        yield return Rare(s_collector, "otelcol_exporter_sent_metric_points_total", _ => 72_000, s_exporter);

        // The series starts with the first failure.
        yield return new HistoryCounter(
            "otelcol_exporter_send_failed_metric_points_total",
            s_collector.Label(Pairs(s_exporter)),
            s_collector,
            Amounts(At((10, 19, 13, 120))),
            HistoryClock.Utc(10, 19, 13),
            HistoryClock.FineFrom);
    }

    private static IEnumerable<HistoryGauge> CollectorGauges()
    {
        (string, string)[] queue = [("exporter", "otlp_http/prometheus"), ("data_type", "metrics")];
        var life = s_collector.Lives[0];
        yield return Gauge(s_collector, life, "otelcol_exporter_queue_size", _ => 0, queue);
        yield return Gauge(s_collector, life, "otelcol_exporter_queue_capacity", _ => 1_000, queue);
        yield return Gauge(s_collector, life, "otelcol_process_memory_rss_bytes", _ => 64 << 20);
    }

    private static IEnumerable<HistoryGauge> TargetInfo(Replica replica) =>
        replica.Instances.Select(life => Gauge(replica, life, "target_info", _ => 1, ("service_version", life.Version)));

    private static IEnumerable<HistoryGauge> EmbeddedCatalog(Replica replica) => replica.Instances.SelectMany(life =>
    {
        var asOf = life.Version == "1.4.0" ? HistoryClock.Utc(9, 1) : HistoryClock.Utc(9, 10);
        var name = ("llmcost_price_list_name", "catalog");
        return new[]
        {
            Gauge(replica, life, "llmcost_price_list_info", _ => 1, name, ("llmcost_price_list_version", $"{asOf:yyyy-MM-dd}")),
            Gauge(replica, life, "llmcost_price_list_age_seconds", time => (time - asOf).TotalSeconds, name),
            Gauge(replica, life, "llmcost_price_list_held", _ => 0, name),
        };
    });

    private static IEnumerable<HistoryGauge> FeedPriceList(Replica replica)
    {
        var name = ("llmcost_price_list_name", Feed);
        foreach (var life in replica.Instances)
        {
            if (life.From < HistoryClock.NewPrices)
            {
                yield return Gauge(
                    replica, life with { To = HistoryClock.NewPrices }, "llmcost_price_list_info", _ => 1, name,
                    ("llmcost_price_list_version", "7b3f134600bf"));
            }

            yield return Gauge(
                replica,
                life.From < HistoryClock.NewPrices ? life with { From = HistoryClock.NewPrices } : life,
                "llmcost_price_list_info",
                _ => 1,
                name,
                ("llmcost_price_list_version", "c41d09aa27e3"));
            yield return Gauge(
                replica,
                life,
                "llmcost_price_list_age_seconds",
                time => (time - (time > HistoryClock.NewPrices ? HistoryClock.NewPrices : s_oldPrices)).TotalSeconds,
                name);
            yield return Gauge(replica, life, "llmcost_price_list_held", time => time > s_heldFrom ? 2 : 0, name);
        }
    }

    // Users define these alert budgets in rules. Here, they exist from the start of the history.
    private static IEnumerable<HistoryGauge> Budgets() =>
        new[] { ("blog", 6_000), ("support", 1_500) }.Select(budget => new HistoryGauge(
        "llmcost:budget:monthly_usd",
        new Dictionary<string, string> { ["job"] = budget.Item1 },
        s_collector,
        HistoryClock.Start,
        HistoryClock.End,
        _ => budget.Item2));

    /// <summary>Returns a gauge of one process.</summary>
    internal static HistoryGauge Gauge(
        Replica replica, Life life, string name, Func<DateTimeOffset, double> value, params (string, string)[] labels) =>
        new(name, replica.Label(Pairs([.. labels, ("instance", life.Instance)])), replica, life.From, life.To, value);

    /// <summary>Returns a counter with the growth of each hour.</summary>
    internal static HistoryCounter Rare(
        Replica replica, string name, Func<int, decimal> amount, params (string, string)[] labels) =>
        new(name, replica.Label(Pairs(labels)), replica, Amounts(amount), HistoryClock.Start, HistoryClock.FineFrom);

    /// <summary>Returns the counters of a histogram. Histograms have many series, so they start late.</summary>
    internal static IEnumerable<HistoryCounter> Histogram(
        Replica replica, string name, decimal[] bounds, Func<int, decimal> count, decimal mean, params (string, string)[] labels)
    {
        Func<int, decimal> late = hour => HistoryClock.TimeOf(hour) < HistoryClock.Deploy ? 0 : count(hour);
        return
        [
            .. bounds.Select(bound => Rare(
                replica, $"{name}_bucket", hour => Spread.CountBelow(bound, late(hour), mean),
                [.. labels, ("le", Spread.Le(bound))])),
            Rare(replica, $"{name}_bucket", late, [.. labels, ("le", "+Inf")]),
            Rare(replica, $"{name}_count", late, labels),
            Rare(replica, $"{name}_sum", hour => mean * late(hour), labels),
        ];
    }

    private static decimal[] Amounts(Func<int, decimal> amount) => [.. Enumerable.Range(0, HistoryClock.Hours).Select(amount)];

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<(string Name, string Value)> labels) =>
        labels.Select(label => KeyValuePair.Create(label.Name, label.Value));

    /// <summary>Returns a function that returns the amounts of events that happen in only a few hours.</summary>
    internal static Func<int, decimal> At(params (int Month, int Day, int Hour, decimal Amount)[] hours)
    {
        var amounts = hours.ToDictionary(
            one => HistoryClock.HourOf(HistoryClock.Utc(one.Month, one.Day, one.Hour)), one => one.Amount);
        return hour => amounts.GetValueOrDefault(hour);
    }
}
