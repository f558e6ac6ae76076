using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>The first command of the README, run as a user would.</summary>
public sealed class QuickstartCommandTests(TelemetryBackend backend)
{
    private const double RelativeBound = 1e-12;

    [Fact]
    public async Task Run_PrintsSumsThatAgreeWithTheirRows_AndWithPrometheus()
    {
        const string job = "quickstart-command";
        var cancellationToken = TestContext.Current.CancellationToken;
        var configuration =
            typeof(QuickstartCommandTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var environment = TelemetrySettings.To(backend.Collector, "grpc");
        environment["OTEL_SERVICE_NAME"] = job;

        var output = await CommandLine.RunAsync(
            "dotnet",
            ["run", "--no-build", "-c", configuration, "--project", "samples/Quickstart", "--", "--duration", "3s", "--json"],
            environment,
            cancellationToken);
        var summary = JsonNode.Parse(output)!;

        var total = Amount(summary["total"]!);
        var calls = (long)summary["calls"]!["total"]!;
        Assert.True(total.Tokens > 0 && total.Cost > 0 && calls > 0, output);
        foreach (var rows in new[] { "by_provider", "by_model", "by_feature", "by_token_class" })
        {
            Assert.Equal(
                total, Rows(summary, rows).Values.Aggregate((sum, row) => (sum.Tokens + row.Tokens, sum.Cost + row.Cost)));
        }

        foreach (var rows in new[] { "by_provider", "by_model", "by_feature" })
        {
            Assert.Equal(calls, summary[rows]!.AsObject().Sum(row => (long)row.Value!["calls"]!));
        }

        await backend.Prometheus.QueryUntilAsync(
            $$"""sum(llmcost_usage_tokens_total{job="{{job}}"})""",
            found => found.Count == 1 && found[0].Value == total.Tokens,
            cancellationToken);
        await AssertPrometheusAgreesAsync(Rows(summary, "by_provider"), "gen_ai_provider_name");
        await AssertPrometheusAgreesAsync(Rows(summary, "by_feature"), "llmcost_feature");
        await AssertPrometheusAgreesAsync(Rows(summary, "by_token_class"), "llmcost_token_class");

        async Task AssertPrometheusAgreesAsync(Dictionary<string, (long Tokens, decimal Cost)> rows, string label)
        {
            // Prometheus has no token series for rejected calls.
            rows = rows.Where(row => row.Value.Tokens > 0).ToDictionary();
            var tokens = await backend.Prometheus.QueryAsync(
                $$"""sum by ({{label}}) (llmcost_usage_tokens_total{job="{{job}}"})""", cancellationToken);
            var cost = await backend.Prometheus.QueryAsync(
                $$"""sum by ({{label}}) (llmcost_usage_cost_total{job="{{job}}"})""", cancellationToken);

            Assert.Equal(
                rows.ToDictionary(row => row.Key, row => (double)row.Value.Tokens),
                tokens.ToDictionary(sum => sum[label], sum => sum.Value));
            Assert.Equal(rows.Count, cost.Count);
            Assert.All(cost, sum => Assert.Equal((double)rows[sum[label]].Cost, sum.Value, tolerance: sum.Value * RelativeBound));
        }
    }

    private static Dictionary<string, (long Tokens, decimal Cost)> Rows(JsonNode summary, string name) =>
        summary[name]!.AsObject().ToDictionary(row => row.Key, row => Amount(row.Value!));

    private static (long Tokens, decimal Cost) Amount(JsonNode amount) =>
        ((long)amount["tokens"]!, decimal.Parse((string)amount["cost"]!, CultureInfo.InvariantCulture));
}
