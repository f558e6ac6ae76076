using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>Compares the Quickstart's usage and cost in Prometheus with the provider's own ledger.</summary>
public sealed class QuickstartMetricsTests(QuickstartRuns runs, TelemetryBackend backend) : IClassFixture<QuickstartRuns>
{
    // A cost counter is a sum of doubles. Each of a few hundred additions may have an error of half a unit in the 16th digit.
    private const double RelativeBound = 1e-12;

    public static TheoryData<string, string[]> ProtocolsAndLabels => new MatrixTheoryData<string, string[]>(
        ["grpc", "http/protobuf"],
        [
            [],
            ["gen_ai_provider_name"],
            ["gen_ai_response_model"],
            ["llmcost_feature"],
            ["llmcost_token_class"],
            ["gen_ai_provider_name", "gen_ai_response_model", "llmcost_feature", "llmcost_token_class"],
        ]);

    [Theory]
    [MemberData(nameof(ProtocolsAndLabels))]
    public async Task Tokens_SummedByAnyLabels_MatchTheProvidersLedger(string protocol, string[] labels)
    {
        var tokens = await runs[protocol].SumAsync("llmcost_usage_tokens_total", "", labels);

        Assert.Equal(runs[protocol].TokensBy(labels).ToDictionary(sum => sum.Key, sum => (double)sum.Value), tokens);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndLabels))]
    public async Task Cost_SummedByAnyLabels_MatchesTheProvidersLedger_AtListPrices(string protocol, string[] labels)
    {
        var expected = runs[protocol].CostBy(labels);

        var cost = await runs[protocol].SumAsync("llmcost_usage_cost_total", "", labels);

        Assert.Equal(expected.Keys, cost.Keys);
        Assert.All(expected, sum => Assert.Equal((double)sum.Value, cost[sum.Key], tolerance: (double)sum.Value * RelativeBound));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task AnsweredCalls_AreReportedPricedAndCountedOnce(string protocol)
    {
        var calls = await runs[protocol].SumAsync("llmcost_calls_total", "", "error_type", "llmcost_usage_source");
        var unpriced = await runs[protocol].SumAsync("llmcost_unpriced_calls_total", "");

        Assert.Equal(new Dictionary<string, double> { [" reported"] = QuickstartRuns.Calls }, calls);
        Assert.Empty(unpriced);
    }

    [Theory]
    [InlineData("grpc", "llmcost_usage_cost_total")]
    [InlineData("grpc", "llmcost_usage_tokens_total")]
    [InlineData("grpc", "llmcost_calls_total")]
    [InlineData("http/protobuf", "llmcost_usage_cost_total")]
    [InlineData("http/protobuf", "llmcost_usage_tokens_total")]
    [InlineData("http/protobuf", "llmcost_calls_total")]
    public async Task Increase_OfEverySeries_IncludesItsFirstValue(string protocol, string metric)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var selector = $$"""{{metric}}{job="{{runs[protocol].Job}}"}""";

        var series = await backend.Prometheus.QueryAsync($"{selector}[1h]", cancellationToken);
        var missed = await backend.Prometheus.QueryAsync(
            $"increase({selector}[1h]) < {selector} * (1 - {RelativeBound:R})", cancellationToken);

        Assert.NotEmpty(series);
        Assert.All(series, one => Assert.Equal(0, one.Values[0]));
        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task StandardTokenUsage_IncludesAllInputAndAllOutputOfEachCall(string protocol)
    {
        var tokens = runs[protocol].TokensBy("llmcost_token_class");

        var sums = await runs[protocol].SumAsync("gen_ai_client_token_usage_sum", "", "gen_ai_token_type");
        var counts = await runs[protocol].SumAsync("gen_ai_client_token_usage_count", "", "gen_ai_token_type");

        Assert.Equal(new Dictionary<string, double> { ["input"] = Total("input"), ["output"] = Total("output") }, sums);
        Assert.Equal(
            new Dictionary<string, double> { ["input"] = QuickstartRuns.Calls, ["output"] = QuickstartRuns.Calls }, counts);

        long Total(string type) => tokens.Where(sum => sum.Key.StartsWith(type, StringComparison.Ordinal)).Sum(sum => sum.Value);
    }
}
