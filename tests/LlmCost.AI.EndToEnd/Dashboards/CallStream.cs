using LlmCost.AI.EndToEnd.Apps;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>Uniform calls of one replica: to one model, for one feature, and with one outcome.</summary>
internal sealed record CallStream(
    Replica Replica, string Provider, string RequestModel, string? Model, string Feature, int CallsInBusiestHour,
    IReadOnlyDictionary<string, int> Tokens)
{
    private const int OneInHowManyIsRefused = 100;
    private const decimal SurgeFactor = 4;
    private const decimal TokensPerSecond = 80;
    private const decimal SecondsToFirstChunk = 0.6m;

    private static readonly decimal[] s_costBounds =
        [0.00001m, 0.00003m, 0.0001m, 0.0003m, 0.001m, 0.003m, 0.01m, 0.03m, 0.1m, 0.3m, 1m, 3m, 10m];
    private static readonly decimal[] s_tokenBounds = [.. GenAIBounds(1, 4)];
    private static readonly decimal[] s_secondBounds = [.. GenAIBounds(0.01m, 2)];

    /// <summary>Gets the value of the allow-listed tag <c>tenant</c>, if the service has it.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets the source of the usage.</summary>
    public string UsageSource { get; init; } = "reported";

    /// <summary>Gets the error that interrupted the calls, if any.</summary>
    public string? ErrorType { get; init; }

    /// <summary>
    /// Gets the error of rejected calls, or <see langword="null"/> if no call is rejected. There is one rejected call for every
    /// hundred calls.
    /// </summary>
    public string? RefusedWith { get; init; }

    /// <summary>Gets the reason why the calls have no price, or <see langword="null"/> if they have one.</summary>
    public string? UnpricedReason { get; init; }

    /// <summary>
    /// Gets the reason why the cost of the calls is only a lower bound, or <see langword="null"/> if it is complete.
    /// </summary>
    public string? PartialReason { get; init; }

    /// <summary>Gets the time of the first call.</summary>
    public DateTimeOffset Begin { get; init; } = HistoryClock.Start;

    /// <summary>Gets the time from which each call uses four times as many tokens.</summary>
    public DateTimeOffset? Surge { get; init; }

    /// <summary>Gets a value indicating whether the standard metrics include these calls.</summary>
    public bool HasStandardMetrics { get; init; }

    /// <summary>Returns all counters of these calls.</summary>
    public IEnumerable<HistoryCounter> ToCounters()
    {
        var calls = Calls();
        var counters = CallCounters(calls).Concat(TokenCounters(calls));
        if (UnpricedReason is null)
        {
            counters = counters.Concat(CostCounters(calls)).Concat(
                Histogram("llmcost_operation_cost", Common(), s_costBounds, calls, CostOfCall));
        }

        return HasStandardMetrics ? counters.Concat(StandardCounters(calls)) : counters;
    }

    private static IEnumerable<decimal> GenAIBounds(decimal first, decimal factor)
    {
        for (var (bound, count) = (first, 0); count < 14; bound *= factor, count++)
        {
            yield return bound;
        }
    }

    // The load differs for each hour and each replica.
    private decimal[] Calls()
    {
        var random = SeededRandom.For($"{Replica.Lives[0].Instance} {RequestModel} {Feature} {Tenant} {ErrorType}");
        return
        [
            .. Enumerable.Range(0, HistoryClock.Hours).Select(hour =>
                decimal.Round(CallsInBusiestHour * HistoryClock.Busyness(hour) * (92 + random.Next(17)) / 100)),
        ];
    }

    private decimal Factor(int hour) => Surge is { } surge && HistoryClock.TimeOf(hour) >= surge ? SurgeFactor : 1;

    private decimal CostOfCall(int hour) =>
        Tokens.Sum(used => used.Value * Factor(hour) * ListPrices.Of(Provider, Model!, used.Key)) / 1_000_000;

    private IEnumerable<HistoryCounter> CallCounters(decimal[] calls)
    {
        yield return Counter(
            "llmcost_calls_total", Common(("llmcost_usage_source", UsageSource), ("error_type", ErrorType)), calls);
        if (RefusedWith is not null)
        {
            var labels = Common(("llmcost_usage_source", "missing"), ("error_type", RefusedWith));
            labels.Remove("gen_ai_response_model");
            yield return Counter(
                "llmcost_calls_total",
                labels,
                [.. calls.Select((count, hour) => Math.Floor((count + (hour % OneInHowManyIsRefused)) / OneInHowManyIsRefused))]);
        }

        if (PartialReason is not null)
        {
            yield return Counter(
                "llmcost_unpriced_partial_calls_total", Common(("llmcost_unpriced_reason", PartialReason)), calls);
        }

        if (UnpricedReason is not null)
        {
            var labels = Common(("llmcost_unpriced_reason", UnpricedReason));
            yield return Counter("llmcost_unpriced_calls_total", labels, calls);
            if (Tokens.Count > 0)
            {
                yield return Counter(
                    "llmcost_unpriced_tokens_total", labels, [.. calls.Select(count => count * Tokens.Values.Sum())]);
            }
        }
    }

    private IEnumerable<HistoryCounter> TokenCounters(decimal[] calls) => Tokens.Select(used => Counter(
        "llmcost_usage_tokens_total",
        Common(("llmcost_usage_source", UsageSource), ("llmcost_token_class", used.Key)),
        [.. calls.Select((count, hour) => count * used.Value * Factor(hour))]));

    private IEnumerable<HistoryCounter> CostCounters(decimal[] calls) => Tokens.Select(used => Counter(
        "llmcost_usage_cost_total",
        Common(
            ("llmcost_usage_source", UsageSource),
            ("llmcost_token_class", used.Key),
            ("gen_ai_usage_cost_currency", "USD"),
            ("gen_ai_usage_cost_source", "local")),
        [.. calls.Select(
            (count, hour) => count * used.Value * Factor(hour) * ListPrices.Of(Provider, Model!, used.Key) / 1_000_000)]));

    private IEnumerable<HistoryCounter> StandardCounters(decimal[] calls)
    {
        var labels = Common(("server_address", "llm.example.com"), ("server_port", "443"));
        labels.Remove("llmcost_feature");
        var (input, output) = (Sum("input"), Sum("output"));
        return
        [
            .. Histogram(
                "gen_ai_client_token_usage", With(labels, "gen_ai_token_type", "input"), s_tokenBounds, calls,
                hour => input * Factor(hour)),
            .. Histogram(
                "gen_ai_client_token_usage", With(labels, "gen_ai_token_type", "output"), s_tokenBounds, calls,
                hour => output * Factor(hour)),
            .. Histogram(
                "gen_ai_client_operation_duration_seconds", labels, s_secondBounds, calls,
                hour => 1 + (output * Factor(hour) / TokensPerSecond)),
            .. Histogram(
                "gen_ai_client_operation_time_to_first_chunk_seconds", labels, s_secondBounds,
                [.. calls.Select(count => decimal.Floor(count / 2))], _ => SecondsToFirstChunk),
        ];

        decimal Sum(string type) => Tokens.Where(used => used.Key.StartsWith(type, StringComparison.Ordinal))
            .Sum(used => used.Value);
    }

    private IEnumerable<HistoryCounter> Histogram(
        string name, SortedDictionary<string, string> labels, decimal[] bounds, decimal[] counts, Func<int, decimal> mean)
    {
        var buckets = bounds.Select(bound => HistogramCounter(
            $"{name}_bucket",
            With(labels, "le", Spread.Le(bound)),
            [.. counts.Select((count, hour) => Spread.CountBelow(bound, count, mean(hour)))]));
        return
        [
            .. buckets,
            HistogramCounter($"{name}_bucket", With(labels, "le", "+Inf"), counts),
            HistogramCounter($"{name}_count", labels, counts),
            HistogramCounter($"{name}_sum", labels, [.. counts.Select((count, hour) => count * mean(hour))]),
        ];
    }

    private HistoryCounter Counter(string name, SortedDictionary<string, string> labels, decimal[] amounts) =>
        new(name, labels, Replica, amounts, Begin, HistoryClock.FineFrom);

    // Histograms start late because they have many series.
    private HistoryCounter HistogramCounter(string name, SortedDictionary<string, string> labels, decimal[] amounts) =>
        new(name, labels, Replica, amounts, Begin > HistoryClock.Deploy ? Begin : HistoryClock.Deploy, HistoryClock.FineFrom);

    private SortedDictionary<string, string> Common(params (string Name, string? Value)[] further)
    {
        (string Name, string? Value)[] common =
        [
            ("gen_ai_operation_name", "chat"),
            ("gen_ai_provider_name", Provider),
            ("gen_ai_request_model", RequestModel),
            ("gen_ai_response_model", Model),
            ("llmcost_feature", Feature),
            ("tenant", Tenant),
        ];
        return Replica.Label(common.Concat(further).Where(label => label.Value is not null).Select(
            label => KeyValuePair.Create(label.Name, label.Value!)));
    }

    private static SortedDictionary<string, string> With(SortedDictionary<string, string> labels, string name, string value) =>
        new(labels, StringComparer.Ordinal) { [name] = value };
}
