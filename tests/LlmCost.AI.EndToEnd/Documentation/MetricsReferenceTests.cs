using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.EndToEnd.Dashboards;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Compares <c>otel/METRICS.md</c> with the metrics that arrive in a real Prometheus.</summary>
[Collection<DashboardFixtures>]
public sealed partial class MetricsReferenceTests(EmittedSeries emitted, HistoryPrometheus prometheus)
{
    private const string Reference = "otel/METRICS.md";

    // The labels that the stack adds, the label of bucket bounds, and the tag that the app adds to its metrics.
    private static readonly HashSet<string> s_general = ["job", "instance", "deployment_environment_name", "le", "tenant"];

    private static readonly string[] s_lines = File.ReadAllLines(Repository.File(Reference));

    [Fact]
    public void EveryMetric_HasARow_WithExistingLabels()
    {
        var common = Names(
            [.. s_lines.SkipWhile(line => !line.StartsWith("The metrics of calls", StringComparison.Ordinal)).Take(2)]);
        var labels = (
            from line in s_lines
            where line.StartsWith("| `llmcost_", StringComparison.Ordinal)
            let cells = line.Split('|')
            from metric in Names(cells[1])
            let isOfCalls = cells[2].Contains("common", StringComparison.Ordinal)
            select (metric, Labels: Names(cells[2]).Concat(isOfCalls ? common : [])))
            .ToDictionary(row => row.metric, row => row.Labels);
        var rows = Names([.. s_lines.Where(line => line.StartsWith("| `llmcost.", StringComparison.Ordinal))]).ToHashSet();

        var metrics = emitted.Labels.Where(metric => metric.Key.StartsWith("llmcost_", StringComparison.Ordinal)).ToList();
        Assert.True(metrics.Count > 10, $"{metrics.Count} metrics arrived.");
        Assert.All(metrics, metric =>
        {
            var name = HistogramSuffix().Replace(metric.Key, "");
            Assert.True(rows.Contains(name) || rows.Contains($"{name}_bucket"), $"{name} has no row.");
            Assert.Empty(metric.Value.Except(s_general).Except(labels[name]));
        });
    }

    [Fact]
    public async Task EveryQuery_UsesOnlyExistingMetricsAndLabels()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var known = await KnownSeries.GetAsync(emitted, prometheus.Api, cancellationToken);
        var queries = MarkdownFile.All[Reference].CodeBlocks.Single(block => block.Language is "promql").Text.Split("\n\n");

        Assert.Equal(7, queries.Length);
        foreach (var query in queries)
        {
            Assert.Empty(known.FaultsOf(new QueryNames(await prometheus.Api.ParseAsync(query, cancellationToken))));
        }
    }

    private static IEnumerable<string> Names(params string[] lines) =>
        lines.SelectMany(line => Name().Matches(line)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex("`(?<name>[a-z_]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(
        "(?<=^llmcost_(operation_cost|budget_estimate_ratio|(budget_(wait|store)|ledger_commit)_duration_seconds))"
            + "_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();
}
