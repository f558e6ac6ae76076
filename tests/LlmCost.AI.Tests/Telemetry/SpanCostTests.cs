using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class SpanCostTests : IDisposable
{
    private const double HelloCost = (double)((1_000 * 2.5m / 1_000_000) + (100 * 10m / 1_000_000));

    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();
    private readonly ActivitySource _source = new(Guid.NewGuid().ToString());
    private readonly ActivityListener _listener;

    public SpanCostTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public static TheoryData<bool> Streamed => Call.Streamed;

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task OwnSpanOfTheCall_HasItsCostFeatureAndTags(bool streamed)
    {
        using var span = _source.StartActivity("chat gpt-4o")!;
        span.SetTag("gen_ai.operation.name", "chat");
        using (CostScope.Begin("summarize", ("user.id", "42")))
        {
            await Call.MakeAsync(_meter.Client(_provider), streamed);
        }

        Assert.Equal(HelloCost, span.GetTagItem("gen_ai.usage.cost.amount"));
        Assert.Equal("USD", span.GetTagItem("gen_ai.usage.cost.currency"));
        Assert.Equal("local", span.GetTagItem("gen_ai.usage.cost.source"));
        Assert.Equal("summarize", span.GetTagItem("llmcost.feature"));
        Assert.Equal("42", span.GetTagItem("user.id"));
        Assert.Equal("reported", span.GetTagItem("llmcost.usage.source"));
    }

    [Fact]
    public async Task OwnSpanOfTheCall_UnknownModel_HasTheReasonAndNoCost()
    {
        using var span = _source.StartActivity("chat")!;
        span.SetTag("gen_ai.operation.name", "chat");
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "brand-new"));

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Null(span.GetTagItem("gen_ai.usage.cost.amount"));
        Assert.Equal("unknown_model", span.GetTagItem("llmcost.unpriced.reason"));
        Assert.Null(span.GetTagItem("llmcost.unpriced.parts"));
    }

    [Fact]
    public async Task OwnSpanOfTheCall_PartialCost_HasTheReasonAndTheNamesOfTheParts()
    {
        using var meter = new TestMeter(readers: [new JsonReader()]);
        using var span = _source.StartActivity("chat")!;
        span.SetTag("gen_ai.operation.name", "chat");

        await Call.MakeAsync(meter.Client(JsonReader.ClientOf("gpt-4o-2024-11-20")), streamed: false);

        Assert.Equal(HelloCost, span.GetTagItem("gen_ai.usage.cost.amount"));
        Assert.Equal("unknown_field", span.GetTagItem("llmcost.unpriced.reason"));
        Assert.Equal(["teleported_tokens"], (string[])span.GetTagItem("llmcost.unpriced.parts")!);
    }

    [Fact]
    public async Task AnyOtherSpan_HasTheNumberOfCallsMissingInItsSum()
    {
        using var meter = new TestMeter(readers: [new JsonReader()]);
        using var request = _source.StartActivity("POST /articles")!;

        await Call.MakeAsync(meter.Client(JsonReader.ClientOf("brand-new")), streamed: false);
        Assert.Null(request.GetTagItem("llmcost.cost.amount"));
        await Call.MakeAsync(meter.Client(JsonReader.ClientOf("gpt-4o-2024-11-20")), streamed: false);
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Equal(2 * HelloCost, request.GetTagItem("llmcost.cost.amount"));
        Assert.Equal(3L, request.GetTagItem("llmcost.calls"));
        Assert.Equal(1L, request.GetTagItem("llmcost.unpriced.calls"));
        Assert.Equal(1L, request.GetTagItem("llmcost.unpriced.partial_calls"));
    }

    [Fact]
    public async Task AnyOtherSpan_HasTheSumOfItsCalls()
    {
        using var request = _source.StartActivity("POST /articles")!;
        var client = _meter.Client(_provider);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Call.MakeAsync(client, streamed: i % 2 is 0))));

        Assert.Equal(
            (double)(20 * ((1_000 * 2.5m / 1_000_000) + (100 * 10m / 1_000_000))), request.GetTagItem("llmcost.cost.amount"));
        Assert.Equal(20L, request.GetTagItem("llmcost.calls"));
        Assert.Null(request.GetTagItem("gen_ai.usage.cost.amount"));
        Assert.Null(request.GetTagItem("llmcost.unpriced.calls"));
        Assert.Null(request.GetTagItem("llmcost.unpriced.partial_calls"));
    }

    /// <summary>In the recommended order, the current span of each call is the span of <c>UseOpenTelemetry()</c>.</summary>
    [Fact]
    public async Task WebRequest_WithUseOpenTelemetry_HasTheSumOfItsCallsOnItsSpan()
    {
        var name = Guid.NewGuid().ToString();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == name || source.Name is "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = _provider.AsBuilder().UseOpenTelemetry(sourceName: name).UseCostMetering(_meter.Meter).Build();
        Activity? request = null;
        await using var app = await WireServer.StartAsync(async context =>
        {
            request = Activity.Current;
            using var step = _source.StartActivity("read the article");
            await Call.MakeAsync(client, streamed: false, cancellationToken: context.RequestAborted);
            await Call.MakeAsync(client, streamed: true, cancellationToken: context.RequestAborted);
        });
        using var browser = new HttpClient();

        (await browser.GetAsync(app.Address, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(("Microsoft.AspNetCore", ActivityKind.Server), (request?.Source.Name, request?.Kind));
        Assert.Equal(2 * HelloCost, request?.GetTagItem("llmcost.cost.amount"));
        Assert.Equal(2L, request?.GetTagItem("llmcost.calls"));
        Assert.Equal("USD", request?.GetTagItem("gen_ai.usage.cost.currency"));
        Assert.Null(request?.GetTagItem("gen_ai.usage.cost.amount"));
    }

    [Fact]
    public async Task Job_HasTheSumOnItsOutermostAndItsCurrentSpan()
    {
        using var job = _source.StartActivity("nightly")!;
        using var step = _source.StartActivity("article")!;
        using (_source.StartActivity("chat gpt-4o")!.SetTag("gen_ai.operation.name", "chat"))
        {
            await Call.MakeAsync(_meter.Client(_provider), streamed: false);
        }

        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Equal((2L, 1L), (job.GetTagItem("llmcost.calls"), step.GetTagItem("llmcost.calls")));
        Assert.Equal(2 * HelloCost, job.GetTagItem("llmcost.cost.amount"));
    }

    [Fact]
    public async Task MessageSentByThisProcess_HasTheSumOfItsOwnCalls()
    {
        using var batch = _source.StartActivity("batch")!;
        using var message = _source.StartActivity("process", ActivityKind.Consumer)!;
        using (_source.StartActivity("chat gpt-4o")!.SetTag("gen_ai.operation.name", "chat"))
        {
            await Call.MakeAsync(_meter.Client(_provider), streamed: false);
        }

        Assert.Equal((1L, null), (message.GetTagItem("llmcost.calls"), batch.GetTagItem("llmcost.calls")));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task UseOpenTelemetryAroundTheMeter_HasTheCostOnItsChatSpan(bool streamed)
    {
        var name = Guid.NewGuid().ToString();
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = _provider.AsBuilder().UseOpenTelemetry(sourceName: name).UseCostMetering(_meter.Meter).Build();

        await Call.MakeAsync(client, streamed);

        Assert.Equal(HelloCost, Assert.Single(spans).GetTagItem("gen_ai.usage.cost.amount"));
    }
}
