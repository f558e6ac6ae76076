using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace LlmCost.AI.Tests;

public sealed class CostMetricsTests : IDisposable
{
    private readonly TestMeter _meter = new(options =>
    {
        options.MetricTags.Add("team");
        options.MaxTagValues = 3;
    });

    private readonly TestChatClient _provider = new();
    private readonly MetricCollector<double> _cost;
    private readonly MetricCollector<long> _tokens;
    private readonly MetricCollector<long> _calls;
    private readonly MetricCollector<long> _unpricedCalls;
    private readonly MetricCollector<long> _unpricedTokens;
    private readonly MetricCollector<long> _partialCalls;
    private readonly MetricCollector<long> _folded;

    public CostMetricsTests()
    {
        _cost = _meter.Collect<double>("llmcost.usage.cost");
        _tokens = _meter.Collect<long>("llmcost.usage.tokens");
        _calls = _meter.Collect<long>("llmcost.calls");
        _unpricedCalls = _meter.Collect<long>("llmcost.unpriced.calls");
        _unpricedTokens = _meter.Collect<long>("llmcost.unpriced.tokens");
        _partialCalls = _meter.Collect<long>("llmcost.unpriced.partial_calls");
        _folded = _meter.Collect<long>("llmcost.tags.folded");
    }

    public static TheoryData<bool> Streamed => Call.Streamed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_Priced_AddsEachClassOnce_AndTheirSumIsTheCost(bool streamed)
    {
        Answer(new UsageDetails
        {
            InputTokenCount = 2_006,
            OutputTokenCount = 300,
            TotalTokenCount = 2_306,
            CachedInputTokenCount = 1_920,
            ReasoningTokenCount = 192,
        });

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal(
            [("input", 86), ("input_cache_read", 1_920), ("output", 108), ("output_reasoning", 192)],
            _tokens.GetMeasurementSnapshot().Select(point => ((string)point.Tags["llmcost.token.class"]!, point.Value)));
        Assert.Equal(
            [
                ("input", (double)(86 * 2.5m / 1_000_000)),
                ("input_cache_read", (double)(1_920 * 1.25m / 1_000_000)),
                ("output", (double)(108 * 10m / 1_000_000)),
                ("output_reasoning", (double)(192 * 10m / 1_000_000)),
            ],
            _cost.GetMeasurementSnapshot().Select(point => ((string)point.Tags["llmcost.token.class"]!, point.Value)));
        Assert.Equal(1, Assert.Single(_calls.GetMeasurementSnapshot()).Value);
        Assert.Empty(_unpricedCalls.GetMeasurementSnapshot());
        Assert.Empty(_partialCalls.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Call_Attributes_MatchTheContract()
    {
        using var scope = CostScope.Begin("summarize", ("team", "search"), ("user.id", "42"));
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        var common = new Dictionary<string, object?>
        {
            ["gen_ai.operation.name"] = "chat",
            ["gen_ai.provider.name"] = "openai",
            ["gen_ai.request.model"] = "gpt-4o",
            ["gen_ai.response.model"] = "gpt-4o-2024-11-20",
            ["llmcost.feature"] = "summarize",
            ["llmcost.usage.source"] = "reported",
            ["team"] = "search",
        };
        Assert.Equal(common, new(_calls.GetMeasurementSnapshot()[0].Tags));
        Assert.Equal(
            new(common) { ["llmcost.token.class"] = "input" },
            new Dictionary<string, object?>(_tokens.GetMeasurementSnapshot()[0].Tags));
        Assert.Equal(
            new(common)
            {
                ["llmcost.token.class"] = "input",
                ["gen_ai.usage.cost.currency"] = "USD",
                ["gen_ai.usage.cost.source"] = "local",
            },
            new Dictionary<string, object?>(_cost.GetMeasurementSnapshot()[0].Tags));
    }

    [Fact]
    public void Instruments_HaveUnitsThatDoNotChangePrometheusNames()
    {
        Assert.Equal("{USD}", _cost.Instrument!.Unit);
        Assert.Equal("{token}", _tokens.Instrument!.Unit);
        Assert.Equal("{call}", _calls.Instrument!.Unit);
        Assert.Equal("LlmCost.AI", _cost.Instrument.Meter.Name);
        Assert.NotNull(_cost.Instrument.Meter.Version);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_Priced_RecordsItsCostInOnePoint(bool streamed)
    {
        using var operationCost = _meter.Collect<double>("llmcost.operation.cost");
        using var scope = CostScope.Begin("summarize", ("team", "search"));

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        var point = Assert.Single(operationCost.GetMeasurementSnapshot());
        Assert.Equal(_cost.GetMeasurementSnapshot().Sum(part => (decimal)part.Value), (decimal)point.Value);
        Assert.Equal("{USD}", operationCost.Instrument!.Unit);
        Assert.Equal(
            [
                "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model",
                "llmcost.feature", "team",
            ],
            point.Tags.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Call_WithUnknownCost_IsNotInTheCostsOfCalls()
    {
        using var operationCost = _meter.Collect<double>("llmcost.operation.cost");
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "brand-new"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Empty(operationCost.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Call_UnknownModel_AddsNoCostButCountsCallAndTokensAsUnpriced()
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "brand-new"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Empty(_cost.GetMeasurementSnapshot());
        Assert.Equal(1_100, _tokens.GetMeasurementSnapshot().Sum(point => point.Value));
        var call = Assert.Single(_unpricedCalls.GetMeasurementSnapshot());
        Assert.Equal("unknown_model", call.Tags["llmcost.unpriced.reason"]);
        Assert.Equal(1_100, Assert.Single(_unpricedTokens.GetMeasurementSnapshot()).Value);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Call_PriceWithoutARate_AddsTheKnownCostAndCountsAsPartialAndNotAsUnpriced(bool streamed)
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "text-embedding-3-small"));
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            [.. TestChatClient.Response(model: "text-embedding-3-small").ToChatResponseUpdates()]);

        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal((double)(1_000 * 0.02m / 1_000_000), _cost.GetMeasurementSnapshot().Sum(point => point.Value));
        Assert.Equal(1_100, _tokens.GetMeasurementSnapshot().Sum(point => point.Value));
        var call = Assert.Single(_partialCalls.GetMeasurementSnapshot());
        Assert.Equal((1, "missing_rate"), (call.Value, call.Tags["llmcost.unpriced.reason"]));
        Assert.Equal(
            [
                "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model",
                "llmcost.unpriced.reason",
            ],
            call.Tags.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(_unpricedCalls.GetMeasurementSnapshot());
        Assert.Empty(_unpricedTokens.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Call_PartialForSeveralReasons_CountsOnceUnderTheFirst()
    {
        using var meter = new TestMeter(readers: [new JsonReader()]);
        using var partial = meter.Collect<long>("llmcost.unpriced.partial_calls");

        await Call.MakeAsync(meter.Client(JsonReader.ClientOf("text-embedding-3-small")), streamed: false);

        Assert.Equal(
            [UnpricedReason.MissingRate, UnpricedReason.UnknownField],
            meter.Record.UnpricedParts.Select(part => part.Reason).Order());
        Assert.Equal("missing_rate", Assert.Single(partial.GetMeasurementSnapshot()).Tags["llmcost.unpriced.reason"]);
    }

    [Fact]
    public async Task Call_Partial_NewSeriesStartsAtZeroIfHeld()
    {
        using var gate = _meter.Meter.HoldNewSeries();
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "text-embedding-3-small"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);
        gate.Release(() => { });

        Assert.Equal([0, 1], _partialCalls.GetMeasurementSnapshot().Select(point => point.Value));
    }

    [Fact]
    public async Task Call_FreeModel_AddsAZeroCost()
    {
        _provider.Metadata = new ChatClientMetadata("ollama", null, "llama3.2");
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "llama3.2"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Equal([0, 0], _cost.GetMeasurementSnapshot().Select(point => point.Value));
        Assert.Empty(_unpricedCalls.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Call_Estimated_IsMarkedOnEveryMetric()
    {
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(TestChatClient.Text("Hello"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: true);

        Assert.All(_cost.GetMeasurementSnapshot(), point => Assert.Equal("estimated", point.Tags["llmcost.usage.source"]));
        Assert.All(_tokens.GetMeasurementSnapshot(), point => Assert.Equal("estimated", point.Tags["llmcost.usage.source"]));
        Assert.Equal("estimated", Assert.Single(_calls.GetMeasurementSnapshot()).Tags["llmcost.usage.source"]);
    }

    [Fact]
    public async Task Call_Failed_IsCountedWithItsErrorType()
    {
        _provider.OnGetResponse = (_, _, _) => throw new HttpRequestException();

        await Assert.ThrowsAsync<HttpRequestException>(() => Call.MakeAsync(_meter.Client(_provider), streamed: false));

        var call = Assert.Single(_calls.GetMeasurementSnapshot());
        Assert.Equal("System.Net.Http.HttpRequestException", call.Tags["error.type"]);
        Assert.Equal("missing", call.Tags["llmcost.usage.source"]);
        Assert.Empty(_tokens.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Call_ContradictoryCounts_AreCountedAsAnomalies()
    {
        var anomalies = _meter.Collect<long>("llmcost.usage.anomalies");
        Answer(new UsageDetails { InputTokenCount = 10, OutputTokenCount = -1, CachedInputTokenCount = 20 });

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Equal(
            ["cache_exceeds_input", "negative_count"],
            anomalies.GetMeasurementSnapshot().Select(point => point.Tags["llmcost.usage.anomaly"]).Order());
        Assert.Equal(new TokenUsage { InputCacheRead = 10 }, _meter.Record.Usage);
    }

    [Fact]
    public async Task TagValues_BeyondTheLimit_BecomeOther_AndAreCounted()
    {
        var client = _meter.Client(_provider);
        for (var i = 0; i < 5; i++)
        {
            using var scope = CostScope.Begin($"feature-{i}", ("team", $"team-{i}"));
            await Call.MakeAsync(client, streamed: false);
        }

        var calls = _calls.GetMeasurementSnapshot();
        Assert.Equal(
            ["feature-0", "feature-1", "feature-2", "other", "other"], calls.Select(call => call.Tags["llmcost.feature"]));
        Assert.Equal(["team-0", "team-1", "team-2", "other", "other"], calls.Select(call => call.Tags["team"]));
        Assert.Equal(
            ["llmcost.feature", "llmcost.feature", "team", "team"],
            _folded.GetMeasurementSnapshot().Select(point => point.Tags["llmcost.tag"]).Order());
        Assert.Equal("feature-4", _meter.Observer.Records.Last().Feature);
    }

    [Fact]
    public async Task ModelNames_FromUsers_AreLimitedToo()
    {
        var client = _meter.Client(_provider);
        for (var i = 0; i < 100; i++)
        {
            await Call.MakeAsync(client, streamed: false, new ChatOptions { ModelId = $"model-{i}" });
        }

        Assert.Equal(4, _calls.GetMeasurementSnapshot().Select(call => call.Tags["gen_ai.request.model"]).Distinct().Count());
    }

    /// <summary>A caller can invent model names. Invented names must not displace models that incur costs.</summary>
    [Fact]
    public async Task ModelNames_WithOnlyFailedCalls_DoNotDisplaceModelsThatAnswerOrHaveAPrice()
    {
        using var meter = new TestMeter(options => options.SemanticConventions = GenAIMetricConventions.V1_41);
        using var calls = meter.Collect<long>("llmcost.calls");
        using var durations = meter.Collect<double>(
            "gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);
        var client = meter.Client(_provider);
        var answer = _provider.OnGetResponse;
        _provider.OnGetResponse = (_, _, _) => throw new HttpRequestException("404");
        for (var i = 0; i < 200; i++)
        {
            await FailAsync($"junk-{i}");
        }

        await FailAsync("gpt-5.1");
        _provider.OnGetResponse = answer;
        for (var i = 0; i < 179; i++)
        {
            await client.GetResponseAsync("Hi", new ChatOptions { ModelId = $"model-{i}" }, Token);
        }

        string?[] models = [.. Models(calls)];
        Assert.Equal(20, models.Count(model => model!.StartsWith("junk-", StringComparison.Ordinal)));
        Assert.Equal(180, models.Count(model => model == "other"));
        Assert.Equal(179, models.Count(model => model!.StartsWith("model-", StringComparison.Ordinal)));
        Assert.Single(models, "gpt-5.1");
        Assert.Equal(models, Models(durations));

        async Task FailAsync(string model) => await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetResponseAsync("Hi", new ChatOptions { ModelId = model }, Token));

        static IEnumerable<string?> Models<T>(MetricCollector<T> metric)
            where T : struct =>
            metric.GetMeasurementSnapshot().Select(point => (string?)point.Tags["gen_ai.request.model"]);
    }

    [Fact]
    public async Task PriceList_AgeAndVersion_AreReported()
    {
        using var age = _meter.Collect<double>("llmcost.price_list.age");
        using var info = _meter.Collect<long>("llmcost.price_list.info");
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        age.RecordObservableInstruments();
        info.RecordObservableInstruments();

        Assert.Equal((_meter.Time.GetUtcNow() - PriceCatalog.Default.AsOf).TotalSeconds, age.LastMeasurement!.Value);
        Assert.Equal(PriceCatalog.Default.Version, info.LastMeasurement!.Tags["llmcost.price_list.version"]);
    }

    [Fact]
    public async Task HoldNewSeries_FirstValues_FollowAZero_AndNoValueIsLost()
    {
        using var gate = _meter.Meter.HoldNewSeries();
        var client = _meter.Client(_provider);

        await Call.MakeAsync(client, streamed: false);
        await Call.MakeAsync(client, streamed: false);

        Assert.Equal([0L, 0L], _tokens.GetMeasurementSnapshot(clear: true).Select(point => point.Value));
        Assert.Equal([0L], _calls.GetMeasurementSnapshot(clear: true).Select(point => point.Value));
        Assert.True(gate.IsHolding);

        gate.Release(collect: () => { });

        Assert.False(gate.IsHolding);
        Assert.Equal(2_200, _tokens.GetMeasurementSnapshot(clear: true).Sum(point => point.Value));
        Assert.Equal(2, _calls.GetMeasurementSnapshot(clear: true).Sum(point => point.Value));

        await Call.MakeAsync(client, streamed: false);

        Assert.Equal(1, Assert.Single(_calls.GetMeasurementSnapshot()).Value);
    }

    [Fact]
    public async Task HoldNewSeries_SeriesThatStartsDuringACollection_WaitsForTheNext()
    {
        using var gate = _meter.Meter.HoldNewSeries();
        var client = _meter.Client(_provider);
        await Call.MakeAsync(client, streamed: false);
        var late = Task.CompletedTask;

        gate.Release(collect: () => late = Call.MakeAsync(client, streamed: false, new ChatOptions { ModelId = "gpt-4o-mini" }));
        await late;

        Assert.True(gate.IsHolding);
        Assert.Equal(1, _calls.GetMeasurementSnapshot(clear: true).Sum(point => point.Value));

        gate.Release(collect: () => { });

        Assert.False(gate.IsHolding);
        Assert.Equal(1, Assert.Single(_calls.GetMeasurementSnapshot()).Value);
    }

    [Fact]
    public async Task HoldNewSeries_BeyondItsCapacity_RecordsImmediately()
    {
        using var gate = _meter.Meter.HoldNewSeries();
        var client = _meter.Client(_provider);
        for (var i = 0; i < 5_000; i++)
        {
            await Call.MakeAsync(client, streamed: false);
        }

        Assert.Equal(5_000 - 4_096, _calls.GetMeasurementSnapshot(clear: true).Sum(point => point.Value));
        gate.Release(collect: () => { });
        Assert.Equal(4_096, _calls.GetMeasurementSnapshot().Sum(point => point.Value));
    }

    [Fact]
    public async Task HoldNewSeries_Disposed_RecordsHeldValues()
    {
        var gate = _meter.Meter.HoldNewSeries();
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        gate.Dispose();

        Assert.Equal(1, _calls.GetMeasurementSnapshot().Sum(point => point.Value));
    }

    [Fact]
    public async Task HoldNewSeries_AfterARelease_HoldsAgain()
    {
        var client = _meter.Client(_provider);
        using (var earlier = _meter.Meter.HoldNewSeries())
        {
            await Call.MakeAsync(client, streamed: false);
            earlier.Release(collect: () => { });
            await Call.MakeAsync(client, streamed: false);
            Assert.False(earlier.IsHolding);
        }

        using var gate = _meter.Meter.HoldNewSeries();
        await Call.MakeAsync(client, streamed: false);

        Assert.True(gate.IsHolding);
        Assert.Equal(2, _calls.GetMeasurementSnapshot().Sum(point => point.Value));
    }

    private void Answer(UsageDetails usage)
    {
        _provider.OnGetResponse = (_, _, _) =>
        {
            var response = TestChatClient.Response();
            response.Usage = usage;
            return Task.FromResult(response);
        };
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hello"),
            new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]) { ResponseId = "r-1" });
    }
}
