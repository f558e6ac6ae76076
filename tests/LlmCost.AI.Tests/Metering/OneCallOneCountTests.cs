using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class OneCallOneCountTests : IDisposable
{
    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task NestedMeters_CountOnce(bool streamed)
    {
        var client = _provider.AsBuilder().UseCostMetering(_meter.Meter).ConfigureOptions(_ => { }).UseCostMetering(_meter.Meter)
            .Build();

        await Call.MakeAsync(client, streamed);

        Assert.Single(_meter.Observer.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeterOutsideARouter_OfMeteredClients_CountsOnce(bool streamed)
    {
        var router = new Router(_meter.Client(_provider));

        await Call.MakeAsync(_meter.Client(router), streamed);

        Assert.Equal("openai", _meter.Record.ProviderName);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MetersOutsideNestedRouters_CountOnce(bool streamed)
    {
        var router = new Router(_meter.Client(new Router(_meter.Client(_provider))));

        await Call.MakeAsync(_meter.Client(router), streamed);

        Assert.Single(_meter.Observer.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task MeterOutsideARouter_OfUnmeteredClients_CountsTheCall(bool streamed)
    {
        await Call.MakeAsync(_meter.Client(new Router(_provider)), streamed);

        Assert.Null(_meter.Record.ProviderName);
        Assert.Equal(1_100, _meter.Record.Usage.Total);
    }

    [Fact]
    public async Task OpaqueClient_ThatAlsoCallsAMeteredClient_IsCountedToo()
    {
        var summarizer = new TestChatClient { OnGetResponse = (_, _, _) => Task.FromResult(
            TestChatClient.Response(10, 1, id: "side")) };
        var side = _meter.Client(summarizer);
        var opaque = new TestChatClient
        {
            Metadata = null,
            OnGetResponse = async (messages, options, token) =>
            {
                await side.GetResponseAsync(messages, options, token);
                return TestChatClient.Response(id: "main");
            },
        };

        await Call.MakeAsync(_meter.Client(opaque), streamed: false);

        Assert.Equal(["side", "main"], _meter.Observer.Records.Select(record => record.ResponseId));
    }

    [Fact]
    public async Task CallsAfterAnOpaqueCall_AreSeparate()
    {
        await Call.MakeAsync(_meter.Client(new Router(_provider)), streamed: false);
        await Call.MakeAsync(_meter.Client(_provider), streamed: false);

        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FunctionInvocation_AroundTheMeter_CountsEachRoundTrip(bool streamed)
    {
        ScriptToolCall();
        var client = _provider.AsBuilder().UseFunctionInvocation().UseCostMetering(_meter.Meter).Build();

        await Call.MakeAsync(client, streamed, ToolOptions());

        Assert.Equal([110, 220], _meter.Observer.Records.Select(record => record.Usage.Total));
        Assert.DoesNotContain(_meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task FunctionInvocation_InsideTheMeter_IsLoggedAsAWarningOnce_AndStillCountedCompletely(bool streamed)
    {
        ScriptToolCall();
        var client = _provider.AsBuilder().UseCostMetering(_meter.Meter).UseFunctionInvocation().Build();
        _ = _provider.AsBuilder().UseCostMetering(_meter.Meter).UseFunctionInvocation().Build();

        await Call.MakeAsync(client, streamed, ToolOptions());

        Assert.Equal(330, _meter.Record.Usage.Total);
        var warning = Assert.Single(_meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.Contains("builder.UseFunctionInvocation().UseCostMetering()", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Cache_AroundTheMeter_HitCostsNothing(bool streamed)
    {
        var client = _provider.AsBuilder().UseDistributedCache(Cache()).UseCostMetering(_meter.Meter).Build();

        await Call.MakeAsync(client, streamed);
        await Call.MakeAsync(client, streamed);

        Assert.Single(_meter.Observer.Records);
        Assert.DoesNotContain(_meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Cache_BehindARouter_HitCostsNothing(bool streamed)
    {
        var cached = _provider.AsBuilder().UseDistributedCache(Cache()).UseCostMetering(_meter.Meter).Build();
        var client = _meter.Client(new Router(cached));

        await Call.MakeAsync(client, streamed);
        await Call.MakeAsync(client, streamed);
        await Call.MakeAsync(client, streamed);

        Assert.Single(_meter.Observer.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Failover_OfMeteredClients_CountsEachAttempt(bool streamed)
    {
        var broken = new TestChatClient { Metadata = new("anthropic", null, "claude-opus-5") };
        broken.OnGetResponse = (_, _, _) => throw new HttpRequestException();
        broken.OnGetStreamingResponse = (_, _, _) => throw new HttpRequestException();
        var client = _meter.Client(new OrderedFailoverChatClient([_meter.Client(broken), _meter.Client(_provider)]));

        await Call.MakeAsync(client, streamed);

        Assert.Equal(
            [("anthropic", CallOutcome.Failed), ("openai", CallOutcome.Completed)],
            _meter.Observer.Records.Select(record => (record.ProviderName, record.Outcome)));
    }

    [Fact]
    public void Cache_InsideTheMeter_IsLoggedAsAWarning()
    {
        _ = _provider.AsBuilder().UseCostMetering(_meter.Meter).UseDistributedCache(Cache()).Build();

        var warning = Assert.Single(_meter.Logs.GetSnapshot());
        Assert.Contains("builder.UseDistributedCache().UseCostMetering()", warning.Message, StringComparison.Ordinal);
    }

    private static MemoryDistributedCache Cache() => new(Options.Create(new MemoryDistributedCacheOptions()));

    private static ChatOptions ToolOptions() => new() { Tools = [AIFunctionFactory.Create(() => 42, "answer")] };

    /// <summary>Makes the provider request a tool in its first response, and give the final answer in its second.</summary>
    private void ScriptToolCall()
    {
        var trips = 0;
        _provider.OnGetResponse = (_, _, _) =>
        {
            trips++;
            var response = TestChatClient.Response(100 * trips, 10 * trips, id: $"r-{trips}");
            response.Messages = trips is 1
                ? [new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call", "answer")])]
                : [new ChatMessage(ChatRole.Assistant, "It is 42.")];
            return Task.FromResult(response);
        };
        _provider.OnGetStreamingResponse = (_, _, _) =>
        {
            trips++;
            var id = $"r-{trips}";
            var first = trips is 1
                ? new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("call", "answer")])
                {
                    ResponseId = id,
                    ModelId = "gpt-4o",
                }
                : TestChatClient.Text("It is 42.", id);
            return TestChatClient.Stream(first, TestChatClient.Usage(100 * trips, 10 * trips, id));
        };
    }
}
