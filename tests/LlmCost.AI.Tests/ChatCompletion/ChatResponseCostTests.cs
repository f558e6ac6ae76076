using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Tests;

public sealed class ChatResponseCostTests : IDisposable
{
    /// <summary>The cost in USD of 1,000 input tokens and 100 output tokens of gpt-4o.</summary>
    private const decimal Cost = 0.0035m;

    private readonly TestMeter _meter = new();
    private readonly TestChatClient _provider = new();

    public static TheoryData<bool> Streamed => Call.Streamed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_HasTheCostOfItsCall(bool streamed)
    {
        var response = await GetResponseAsync(_meter.Client(_provider), streamed);

        var cost = response.GetCost();
        Assert.Equal((Cost, Cost, 1, 0), (cost!.Total, cost.TotalWithoutInner, cost.Calls, cost.UnpricedCalls));
        Assert.Equal(_meter.Record.Usage, cost.Usage);
    }

    [Theory]
    [InlineData("openai-chat.json", false)]
    [InlineData("openai-chat.sse", true)]
    [InlineData("openai-responses.json", false)]
    [InlineData("openai-responses.sse", true)]
    [InlineData("anthropic-messages.json", false)]
    [InlineData("anthropic-messages.sse", true)]
    [InlineData("ollama-chat.json", false)]
    [InlineData("ollama-chat.ndjson", true)]
    public async Task Response_OfARealClient_HasTheCostOfTheRecord(string body, bool streamed)
    {
        await using var server = await WireServer.StartAsync(body);
        using var client = _meter.Client(WireClients.Chat(body, server.Address, WireBodies.All[body].Model!));

        var response = await GetResponseAsync(client, streamed);

        var cost = response.GetCost();
        Assert.NotNull(cost);
        Assert.Equal(_meter.Record.Cost?.Total, cost.Total);
        Assert.Equal(_meter.Record.Usage, cost.Usage);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task ResponseWithoutAnyId_HasTheCostOfItsCall(bool streamed)
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(id: null));
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            TestChatClient.Text("Hi", id: null), TestChatClient.Usage(1_000, 100, id: null));

        var response = await GetResponseAsync(_meter.Client(_provider), streamed);

        Assert.Equal(Cost, response.GetCost()?.Total);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_OfALoopOfFunctionCalls_HasTheSumOfItsCalls(bool streamed)
    {
        var rounds = 0;
        _provider.OnGetResponse = (_, _, _) =>
        {
            var response = TestChatClient.Response(id: $"r-{++rounds}");
            response.Messages = [new ChatMessage(ChatRole.Assistant, Contents(rounds))];
            return Task.FromResult(response);
        };
        _provider.OnGetStreamingResponse = (_, _, _) =>
        {
            var id = $"r-{++rounds}";
            var first = new ChatResponseUpdate(ChatRole.Assistant, Contents(rounds))
            {
                ResponseId = id,
                MessageId = id,
                ModelId = "gpt-4o",
            };
            return TestChatClient.Stream(first, TestChatClient.Usage(1_000, 100, id));
        };
        var client = _provider.AsBuilder().UseFunctionInvocation().UseCostMetering(_meter.Meter).Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "42", "answer")] };

        var response = await GetResponseAsync(client, streamed, options);

        var cost = response.GetCost();
        Assert.Equal((2 * Cost, 2), (cost!.Total, cost.Calls));

        static IList<AIContent> Contents(int round) =>
            round is 1 ? [new FunctionCallContent("call", "answer")] : [new TextContent("It is 42.")];
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_FromACache_HasNoCost(bool streamed)
    {
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var client = _provider.AsBuilder().UseDistributedCache(cache).UseCostMetering(_meter.Meter).Build();

        var paid = await GetResponseAsync(client, streamed);
        var replayed = await GetResponseAsync(client, streamed);

        Assert.Equal(Cost, paid.GetCost()?.Total);
        Assert.Null(replayed.GetCost());
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_ThroughARouterOfMeteredClients_HasTheCostOfTheInnerCall(bool streamed)
    {
        var router = new Router(_meter.Client(_provider));

        var response = await GetResponseAsync(_meter.Client(router), streamed);

        Assert.Equal(Cost, response.GetCost()?.Total);
        Assert.Single(_meter.Observer.Records);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_OfAnUnknownModel_HasNoTotalAndIsNotFree(bool streamed)
    {
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "brand-new"));
        _provider.OnGetStreamingResponse = (_, _, _) => TestChatClient.Stream(
            new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 1, OutputTokenCount = 1 })])
            {
                ModelId = "brand-new",
            });

        var response = await GetResponseAsync(_meter.Client(_provider), streamed);

        var cost = response.GetCost();
        Assert.Equal((null, 1, 1), (cost!.Total, cost.Calls, cost.UnpricedCalls));
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_OfAClientWithoutAMeter_HasNoCost(bool streamed) =>
        Assert.Null((await GetResponseAsync(_provider, streamed)).GetCost());

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task Response_OfAMeteredClient_IsSerializedAsWithoutTheMeter(bool streamed)
    {
        var plain = await GetResponseAsync(_provider, streamed);
        var metered = await GetResponseAsync(_meter.Client(_provider), streamed);

        Assert.Equal(
            JsonSerializer.Serialize(plain, AIJsonUtilities.DefaultOptions),
            JsonSerializer.Serialize(metered, AIJsonUtilities.DefaultOptions));
    }

    [Fact]
    public async Task Response_WithAnUnknownInnerAnswer_HasNoCost()
    {
        var response = await _meter.Client(_provider).GetResponseAsync("Hi?", cancellationToken: Token);
        response.Messages.Add(new ChatMessage(ChatRole.Assistant, "From elsewhere."));

        Assert.Null(response.GetCost());
    }

    [Fact]
    public void NullResponse_IsRejected() => Assert.Throws<ArgumentNullException>(() => ((ChatResponse)null!).GetCost());

    private static async Task<ChatResponse> GetResponseAsync(IChatClient client, bool streamed, ChatOptions? options = null) =>
        streamed
        ? await client.GetStreamingResponseAsync("What is it?", options, Token).ToChatResponseAsync(Token)
        : await client.GetResponseAsync("What is it?", options, Token);
}
