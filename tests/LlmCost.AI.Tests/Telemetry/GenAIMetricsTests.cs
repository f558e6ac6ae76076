using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace LlmCost.AI.Tests;

[Collection(nameof(ProcessWide))]
public sealed class GenAIMetricsTests : IDisposable
{
    private readonly TestMeter _meter = new(options => options.SemanticConventions = GenAIMetricConventions.Auto);
    private readonly TestChatClient _provider = new();
    private readonly MetricCollector<long> _tokens;
    private readonly MetricCollector<double> _duration;
    private readonly MetricCollector<double> _timeToFirstChunk;
    private readonly MetricCollector<double> _timePerChunk;

    public GenAIMetricsTests()
    {
        _tokens = _meter.Collect<long>("gen_ai.client.token.usage", LlmCostTelemetry.GenAIMeterName);
        _duration = _meter.Collect<double>("gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);
        _timeToFirstChunk = _meter.Collect<double>(
            "gen_ai.client.operation.time_to_first_chunk", LlmCostTelemetry.GenAIMeterName);
        _timePerChunk = _meter.Collect<double>("gen_ai.client.operation.time_per_output_chunk", LlmCostTelemetry.GenAIMeterName);
    }

    public static TheoryData<bool> Streamed => Call.Streamed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Auto_WithoutOtherInstrumentation_EmitsTheStandardMetrics(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(_provider), streamed);

        Assert.Equal(
            [("input", 1_000L), ("output", 100L)],
            _tokens.GetMeasurementSnapshot().Select(point => ((string)point.Tags["gen_ai.token.type"]!, point.Value)));
        var duration = Assert.Single(_duration.GetMeasurementSnapshot());
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["gen_ai.operation.name"] = "chat",
                ["gen_ai.provider.name"] = "openai",
                ["gen_ai.request.model"] = "gpt-4o",
                ["gen_ai.response.model"] = "gpt-4o-2024-11-20",
                ["server.address"] = "api.openai.com",
                ["server.port"] = 443,
            },
            new(duration.Tags));
        Assert.Equal(streamed ? 1 : 0, _timeToFirstChunk.GetMeasurementSnapshot().Count);
        Assert.Equal(streamed ? 2 : 0, _timePerChunk.GetMeasurementSnapshot().Count);
    }

    /// <summary>Users can choose names, and a name of 1 MiB would make an export too large for the backend.</summary>
    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task ManyOrHugeNames_AreLimitedAsInOwnMetrics(bool streamed)
    {
        using var meter = new TestMeter(options =>
        {
            options.MaxTagValues = 2;
            options.SemanticConventions = GenAIMetricConventions.V1_41;
        });
        using var duration = meter.Collect<double>("gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);
        using var timePerChunk = meter.Collect<double>(
            "gen_ai.client.operation.time_per_output_chunk", LlmCostTelemetry.GenAIMeterName);
        var client = meter.Client(_provider);

        foreach (var model in (string[])["a", "b", "c", "m\n", new('x', 1 << 20)])
        {
            await Call.MakeAsync(client, streamed, new ChatOptions { ModelId = model });
        }

        Assert.Equal(
            ["a", "b", "other", "other", "other"],
            duration.GetMeasurementSnapshot().Select(point => (string?)point.Tags["gen_ai.request.model"]));
        Assert.All(
            timePerChunk.GetMeasurementSnapshot(),
            point => Assert.InRange(((string)point.Tags["gen_ai.request.model"]!).Length, 1, 5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Auto_WithUseOpenTelemetryInEitherOrder_CountsEachMeasurementOnce(bool isMeterInside)
    {
        var source = Guid.NewGuid().ToString();
        using var theirs = new MetricCollector<int>(null, source, "gen_ai.client.token.usage");
        var builder = _provider.AsBuilder();
        using var client = isMeterInside
            ? builder.UseOpenTelemetry(sourceName: source).UseCostMetering(_meter.Meter).Build()
            : builder.UseCostMetering(_meter.Meter).UseOpenTelemetry(sourceName: source).Build();

        await Call.MakeAsync(client, streamed: false);

        Assert.Equal([1_000, 100], theirs.GetMeasurementSnapshot().Select(point => point.Value));
        Assert.Empty(_tokens.GetMeasurementSnapshot());
        Assert.Empty(_duration.GetMeasurementSnapshot());
        Assert.Equal(1_100, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task Auto_AfterTheOtherClientIsDisposed_EmitsAgain()
    {
        var other = _provider.AsBuilder().UseOpenTelemetry(sourceName: Guid.NewGuid().ToString()).Build();
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);
        Assert.Empty(_duration.GetMeasurementSnapshot());

        other.Dispose();
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Single(_duration.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task None_EmitsNothing()
    {
        using var meter = new TestMeter(options => options.SemanticConventions = GenAIMetricConventions.None);
        using var duration = meter.Collect<double>("gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);

        await Call.MakeAsync(meter.Client(_provider), streamed: false);

        Assert.Empty(duration.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task V1_41_EmitsEvenWithOtherInstrumentation()
    {
        using var meter = new TestMeter(options => options.SemanticConventions = GenAIMetricConventions.V1_41);
        using var duration = meter.Collect<double>("gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);
        using var other = _provider.AsBuilder().UseOpenTelemetry(sourceName: Guid.NewGuid().ToString()).Build();

        await Call.MakeAsync(meter.Client(_provider), streamed: false);

        Assert.Single(duration.GetMeasurementSnapshot());
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Next_EmitsTheNextNamesInsteadOfTheCurrentNames(bool streamed)
    {
        using var meter = new TestMeter(options => options.SemanticConventions = GenAIMetricConventions.Next);
        using var present = meter.Collect<double>("gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);
        using var duration = meter.Collect<double>("gen_ai.client.inference.duration", LlmCostTelemetry.GenAIMeterName);
        using var perChunk = meter.Collect<double>(
            "gen_ai.client.inference.time_per_output_chunk", LlmCostTelemetry.GenAIMeterName);
        using var input = meter.Collect<long>("gen_ai.client.inference.usage.input_tokens", LlmCostTelemetry.GenAIMeterName);
        using var cached = meter.Collect<long>(
            "gen_ai.client.inference.usage.cache_read.input_tokens", LlmCostTelemetry.GenAIMeterName);
        using var output = meter.Collect<long>("gen_ai.client.inference.usage.output_tokens", LlmCostTelemetry.GenAIMeterName);
        using var reasoning = meter.Collect<long>(
            "gen_ai.client.inference.usage.reasoning.output_tokens", LlmCostTelemetry.GenAIMeterName);
        var usage = new UsageDetails
        {
            InputTokenCount = 1_000,
            OutputTokenCount = 300,
            TotalTokenCount = 1_300,
            CachedInputTokenCount = 600,
            ReasoningTokenCount = 200,
        };
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(new ChatResponse { Usage = usage });
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hello"), new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]));

        await Call.MakeAsync(meter.Client(_provider), streamed);

        Assert.Empty(present.GetMeasurementSnapshot());
        Assert.Single(duration.GetMeasurementSnapshot());
        Assert.Equal(streamed ? 1 : 0, perChunk.GetMeasurementSnapshot().Count);
        Assert.Equal(
            [("text", 400L), ("unknown", 600L)],
            input.GetMeasurementSnapshot().Select(point => ((string)point.Tags["gen_ai.token.modality"]!, point.Value)));
        Assert.Equal(600, Assert.Single(cached.GetMeasurementSnapshot()).Value);
        Assert.Equal(300, Assert.Single(output.GetMeasurementSnapshot()).Value);
        Assert.Equal(200, Assert.Single(reasoning.GetMeasurementSnapshot()).Value);
    }

    [Fact]
    public async Task EstimatedUsage_IsNotInTheStandardTokenMetric()
    {
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(TestChatClient.Text("Hello"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: true);

        Assert.Empty(_tokens.GetMeasurementSnapshot());
        Assert.Single(_duration.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task FailedCall_HasItsErrorTypeOnTheDuration()
    {
        _provider.OnGetResponse = (_, _, _) => throw new IOException();

        await Assert.ThrowsAsync<IOException>(() => Call.MakeAsync(_meter.Client(_provider), streamed: false));

        Assert.Equal("System.IO.IOException", Assert.Single(_duration.GetMeasurementSnapshot()).Tags["error.type"]);
    }

    [Fact]
    public async Task Auto_EmbeddingsWithoutOtherInstrumentation_EmitTheStandardMetrics()
    {
        await new TestEmbeddingGenerator().AsBuilder().UseCostMetering(_meter.Meter).Build()
            .GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Equal([1_000, 0], _tokens.GetMeasurementSnapshot().Select(point => point.Value));
        Assert.Equal("embeddings", Assert.Single(_duration.GetMeasurementSnapshot()).Tags["gen_ai.operation.name"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Auto_EmbeddingsWithUseOpenTelemetry_CountsEachMeasurementOnce(bool isMeterInside)
    {
        var source = Guid.NewGuid().ToString();
        using var theirs = new MetricCollector<int>(null, source, "gen_ai.client.token.usage");
        var builder = new TestEmbeddingGenerator().AsBuilder();
        using var generator = isMeterInside
            ? builder.UseOpenTelemetry(sourceName: source).UseCostMetering(_meter.Meter).Build()
            : builder.UseCostMetering(_meter.Meter).UseOpenTelemetry(sourceName: source).Build();

        await generator.GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Equal([1_000], theirs.GetMeasurementSnapshot().Select(point => point.Value));
        Assert.Empty(_tokens.GetMeasurementSnapshot());
        Assert.Empty(_duration.GetMeasurementSnapshot());
        Assert.Equal(1_000, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task Auto_OnlyEmbeddingsWithUseOpenTelemetry_ChatStillEmits()
    {
        using var other = new TestEmbeddingGenerator().AsBuilder().UseOpenTelemetry(sourceName: Guid.NewGuid().ToString())
            .Build();

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Single(_duration.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Next_Embeddings_AreNotInference()
    {
        using var meter = new TestMeter(options => options.SemanticConventions = GenAIMetricConventions.Next);
        using var duration = meter.Collect<double>("gen_ai.client.operation.duration", LlmCostTelemetry.GenAIMeterName);
        using var inference = meter.Collect<double>("gen_ai.client.inference.duration", LlmCostTelemetry.GenAIMeterName);

        await new TestEmbeddingGenerator().AsBuilder().UseCostMetering(meter.Meter).Build()
            .GenerateAsync(["hi"], cancellationToken: Token);

        Assert.Single(duration.GetMeasurementSnapshot());
        Assert.Empty(inference.GetMeasurementSnapshot());
    }

    /// <summary>
    /// Microsoft.Extensions.AI reports realtime turns as chats too, but without the instrument that identifies chat clients.
    /// </summary>
    [Fact]
    public async Task Auto_RealtimeWithUseOpenTelemetry_CountsEachMeasurementOnce()
    {
        var source = Guid.NewGuid().ToString();
        using var theirs = new MetricCollector<int>(null, source, "gen_ai.client.token.usage");
        var provider = new TestRealtimeClient();
        provider.Messages.Add(TestRealtimeClient.Done(TestRealtimeClient.Turn(cached: 0)));
        using var client = new RealtimeClientBuilder(provider).UseOpenTelemetry(sourceName: source).UseCostMetering(_meter.Meter)
            .Build();

        await using var session = await client.CreateSessionAsync(cancellationToken: Token);
        await foreach (var _ in session.GetStreamingResponseAsync(Token))
        {
        }

        Assert.Contains(
            theirs.GetMeasurementSnapshot(),
            point => point.Value is 100 && point.Tags["gen_ai.operation.name"] as string == _meter.Record.OperationName);
        Assert.Empty(_tokens.GetMeasurementSnapshot());
        Assert.Empty(_duration.GetMeasurementSnapshot());
    }
}
