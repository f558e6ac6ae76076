using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Ledgers;
using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>
/// The observer's records, the log records, Prometheus and the ledger (with its gaps) have the same sums, in tokens and USD.
/// </summary>
internal static class Invariant
{
    /// <summary>
    /// Calls and tokens match exactly. The expected cost is a decimal, and the cost in Prometheus is a sum of doubles. Each of up
    /// to ten million additions may cause a rounding error of 1.1e-16 of the sum.
    /// </summary>
    public const double CostTolerance = 1e-9;

    /// <summary>Asserts that no data was lost and no exception reached a caller. Waits for data in transit.</summary>
    public static async Task HoldsAsync(LoadReport report, PrometheusApi prometheus, CancellationToken cancellationToken)
    {
        Assert.True(
            report.Surprises is 0, $"{report.Surprises} calls ended unexpectedly: {string.Join('\n', report.FirstSurprises)}");
        Assert.Empty(report.MeterFailures);
        Assert.Equal(report.Calls, report.Records.Calls + report.RefusedCalls);
        Assert.Equal(report.ToldTokens, report.Records.ReportedTokens);
        Assert.Equal(report.Records, report.Logs);
        LedgerHolds(report);

        await prometheus.QueryUntilAsync(
            Total("load_exports_total"), found => found.Count is 1 && found[0].Value == report.Exports, cancellationToken);

        await EqualAsync(
            "llmcost_calls_total", report.CallLines.ToDictionary(line => Labels(line.Series), line => (double)line.Calls),
            tolerance: 0, prometheus, cancellationToken);
        await EqualAsync(
            "llmcost_usage_tokens_total",
            report.ClassLines.Where(line => line.Tokens > 0)
                .ToDictionary(line => Labels(line.Series), line => (double)line.Tokens),
            tolerance: 0,
            prometheus,
            cancellationToken);
        await EqualAsync(
            "llmcost_usage_cost_total",
            report.ClassLines.Where(line => line.Cost > 0).ToDictionary(line => Labels(line.Series), line => (double)line.Cost),
            CostTolerance,
            prometheus,
            cancellationToken);

        Assert.Equal(report.Records.UnpricedCalls, await SumAsync("llmcost_unpriced_calls_total", prometheus, cancellationToken));
        Assert.Equal(
            report.Records.UnpricedTokens, await SumAsync("llmcost_unpriced_tokens_total", prometheus, cancellationToken));
        Assert.Equal(
            (double)report.Records.Cost,
            await SumAsync("llmcost_usage_cost_total", prometheus, cancellationToken),
            (double)report.Records.Cost * CostTolerance);
        Assert.Equal(
            (double)report.Records.Cost,
            await SumAsync("llmcost_operation_cost_sum", prometheus, cancellationToken),
            (double)report.Records.Cost * CostTolerance);
        Assert.Equal(report.Ledger.Kept.Calls, await SumAsync("llmcost_ledger_records_total", prometheus, cancellationToken));
        if (report.Ledger.Gaps.Calls > 0)
        {
            Assert.Equal(
                report.Ledger.Gaps.Calls, await SumAsync("llmcost_ledger_dropped_total", prometheus, cancellationToken));
        }
    }

    /// <summary>
    /// Asserts that the ledger has every call exactly once, either individually or in the sums of a gap, and that the costs are
    /// exact.
    /// </summary>
    private static void LedgerHolds(LoadReport report)
    {
        var records = report.Records;
        Assert.Equal(
            new KeptSums(records.Calls, records.Tokens, records.Cost, records.UnpricedCalls),
            report.Ledger.Kept + report.Ledger.Gaps);
        if (report.Ledger.Gaps.Calls is 0)
        {
            Assert.Equal(Lines(report.CallLines), Lines(report.Ledger.CallLines));
        }

        static IEnumerable<string> Lines(IEnumerable<CallLine> lines) => lines
            .Select(line => string.Create(CultureInfo.InvariantCulture, $"{Labels(line.Series)} {line.Calls}"))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Returns the sum of a metric of the load app.</summary>
    public static Task<double> SumAsync(string metric, PrometheusApi prometheus, CancellationToken cancellationToken) =>
        SumAsync(metric, labels: "", prometheus, cancellationToken);

    /// <summary>Returns the sum of the series of a metric of the load app that have the given labels.</summary>
    public static async Task<double> SumAsync(
        string metric, string labels, PrometheusApi prometheus, CancellationToken cancellationToken) =>
        Assert.Single(await prometheus.QueryAsync(Total(metric, labels), cancellationToken)).Value;

    private static string Total(string metric, string labels = "") =>
        $$"""sum(last_over_time({{metric}}{{{labels}}job="{{LoadApp.Job}}"}[1d]))""";

    private static async Task EqualAsync(
        string metric, Dictionary<string, double> expected, double tolerance, PrometheusApi prometheus,
        CancellationToken cancellationToken)
    {
        var samples = await prometheus.QueryAsync(
            $$"""last_over_time({{metric}}{job="{{LoadApp.Job}}"}[1d])""", cancellationToken);
        var found = samples.Where(sample => sample.Value > 0).ToLookup(Labels, sample => sample.Value);

        Assert.Equal(
            expected.Keys.Order(StringComparer.Ordinal), found.Select(series => series.Key).Order(StringComparer.Ordinal));
        foreach (var (series, value) in expected)
        {
            var sum = found[series].Sum();
            Assert.True(
                Math.Abs(sum - value) <= value * tolerance,
                string.Create(
                    CultureInfo.InvariantCulture, $"{metric} of {series} is {sum:R} in Prometheus and {value:R} in the ledger."));
        }
    }

    private static string Labels(Sample sample) => string.Join(
        ' ',
        sample["gen_ai_provider_name"],
        sample["gen_ai_request_model"],
        sample["gen_ai_response_model"],
        sample["llmcost_feature"],
        sample["llmcost_usage_source"],
        sample["error_type"] + sample["llmcost_token_class"]);

    private static string Labels(CallKey key) =>
        string.Join(' ', key.Provider, key.RequestModel, key.ResponseModel, key.Feature, key.UsageSource, key.ErrorType);

    private static string Labels(ClassKey key) =>
        string.Join(' ', key.Provider, key.RequestModel, key.ResponseModel, key.Feature, key.UsageSource, key.TokenClass);
}
