using LlmCost.AI.EndToEnd.Apps;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>What Prometheus says that the Quickstart spent, against what the provider's own books say.</summary>
public sealed class QuickstartMetricsTests(QuickstartRuns runs, TelemetryBackend backend) : IClassFixture<QuickstartRuns>
{
    // A counter of money is a sum of doubles; each of a few hundred additions may be off by half a unit in the 16th decimal place.
    private const double RelativeBound = 1e-12;

    private const string AllLabels = "gen_ai_provider_name, gen_ai_response_model, llmcost_feature, llmcost_token_class";

    public static TheoryData<string, string> ProtocolsAndLabels => new MatrixTheoryData<string, string>(
        ["grpc", "http/protobuf"],
        ["", "gen_ai_provider_name", "gen_ai_response_model", "llmcost_feature", "llmcost_token_class", AllLabels]);

    [Theory]
    [MemberData(nameof(ProtocolsAndLabels))]
    public async Task Tokens_SummedByAnyLabels_AreThoseOfTheProvidersBooks(string protocol, string labels)
    {
        var run = runs[protocol];
        var names = labels.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var expected = run.Bill.GroupBy(line => Key(names, name => line[name]), line => line.Tokens)
            .ToDictionary(group => group.Key, group => (double)group.Sum());

        var found = await SumAsync("llmcost_usage_tokens_total", run, labels);

        Assert.Equal(Sorted(expected), Sorted(found.ToDictionary(sum => Key(names, name => sum[name]), sum => sum.Value)));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndLabels))]
    public async Task Cost_SummedByAnyLabels_IsTheProvidersBooksTimesThePrices(string protocol, string labels)
    {
        var run = runs[protocol];
        var names = labels.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var expected = run.Bill.GroupBy(line => Key(names, name => line[name]), line => line.Cost)
            .ToDictionary(group => group.Key, group => (double)group.Sum());

        var found = (await SumAsync("llmcost_usage_cost_total", run, labels))
            .ToDictionary(sum => Key(names, name => sum[name]), sum => sum.Value);

        Assert.Equal(Sorted(expected).Keys, Sorted(found).Keys);
        Assert.All(expected, sum => Assert.Equal(sum.Value, found[sum.Key], tolerance: sum.Value * RelativeBound));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Calls_AllAnswered_AreCountedOnceEach(string protocol)
    {
        var run = runs[protocol];

        var calls = await SumAsync("llmcost_calls_total", run, "error_type, llmcost_usage_source");
        var unpriced = await SumAsync("llmcost_unpriced_calls_total", run, "");

        var all = Assert.Single(calls);
        Assert.Equal(QuickstartRuns.Calls, all.Value);
        Assert.Equal("reported", all["llmcost_usage_source"]);
        Assert.Equal("", all["error_type"]);
        Assert.Empty(unpriced);
    }

    [Theory]
    [InlineData("grpc", "llmcost_usage_cost_total")]
    [InlineData("grpc", "llmcost_usage_tokens_total")]
    [InlineData("grpc", "llmcost_calls_total")]
    [InlineData("http/protobuf", "llmcost_usage_cost_total")]
    [InlineData("http/protobuf", "llmcost_usage_tokens_total")]
    [InlineData("http/protobuf", "llmcost_calls_total")]
    public async Task Increase_OfEverySeries_SeesItsFirstValueToo(string protocol, string metric)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var selector = $$"""{{metric}}{job="{{runs[protocol].Job}}"}""";

        var samples = await backend.Prometheus.QueryAsync($"{selector}[1h]", cancellationToken);
        var missed = await backend.Prometheus.QueryAsync($"increase({selector}[1h]) < {selector} * (1 - {RelativeBound:R})", cancellationToken);

        Assert.NotEmpty(samples);
        Assert.All(samples, series => Assert.Equal(0, series.Values[0]));
        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task StandardTokenUsage_IsTheWholePromptAndTheWholeCompletionOfEachCall(string protocol)
    {
        var run = runs[protocol];

        var sums = await SumAsync("gen_ai_client_token_usage_sum", run, "gen_ai_token_type");
        var counts = await SumAsync("gen_ai_client_token_usage_count", run, "gen_ai_token_type");

        foreach (var type in new[] { "input", "output" })
        {
            var expected = run.Bill.Where(line => line.TokenClass.StartsWith(type, StringComparison.Ordinal)).Sum(line => line.Tokens);
            Assert.Equal(expected, Assert.Single(sums, sum => sum["gen_ai_token_type"] == type).Value);
            Assert.Equal(QuickstartRuns.Calls, Assert.Single(counts, count => count["gen_ai_token_type"] == type).Value);
        }
    }

    private Task<IReadOnlyList<Sample>> SumAsync(string metric, QuickstartRun run, string labels) =>
        backend.Prometheus.QueryAsync($$"""sum by ({{labels}}) ({{metric}}{job="{{run.Job}}"})""", TestContext.Current.CancellationToken);

    private static string Key(string[] names, Func<string, string> value) => string.Join(" ", names.Select(value));

    private static SortedDictionary<string, double> Sorted(Dictionary<string, double> sums) => new(sums, StringComparer.Ordinal);
}
