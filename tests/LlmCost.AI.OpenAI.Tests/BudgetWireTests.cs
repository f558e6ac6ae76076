using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets change the requests that OpenAI's client sends.</summary>
public sealed class BudgetWireTests
{
    private const string Provider = "openai";

    private static readonly string s_text = new('x', 400);

    public enum Api
    {
        Chat,
        Responses,
        Azure,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Api, int?, int?, int> Maximums
    {
        get
        {
            TheoryData<Api, int?, int?, int> data = [];
            foreach (var api in Enum.GetValues<Api>())
            {
                foreach (var row in BudgetWire.Maximums)
                {
                    data.Add(api, row.Data.Item1, row.Data.Item2, row.Data.Item3);
                }
            }

            return data;
        }
    }

    public static MatrixTheoryData<Api, bool> Calls { get; } = new([Api.Chat, Api.Responses], [false, true]);

    [Theory]
    [MemberData(nameof(Maximums))]
    public async Task MaximumOfAStrictBudget_IsSentToTheProvider(Api api, int? maximum, int? rawMaximum, int sent)
    {
        await using var wire = await StartAsync(BodyOf(api, false), budget => budget.OutputTokens(2_000).Strict());
        using var client = wire.Meter(Client(wire.Address, api));
        var options = new ChatOptions { MaxOutputTokens = maximum };
        if (rawMaximum is not null)
        {
            options.RawRepresentationFactory = _ => api is Api.Responses
                ? new CreateResponseOptions { MaxOutputTokenCount = rawMaximum }
                : new ChatCompletionOptions { MaxOutputTokenCount = rawMaximum };
        }

        var response = await client.GetResponseAsync("Hi", options, Token);

        Assert.Equal(sent, SentMaximum(wire));
        Assert.Equal(maximum, options.MaxOutputTokens);
        var isCapped = (maximum ?? 4_096) > 2_000 || rawMaximum > sent;
        Assert.Equal(isCapped, response.AdditionalProperties?.ContainsKey("llmcost.budget.decision") is true);
    }

    [Fact]
    public async Task RawMaximum_IsNotLoweredWithoutAStrictBudget()
    {
        await using var wire = await StartAsync(BodyOf(Api.Chat, false), budget => budget.OutputTokens(2_000));
        using var client = wire.Meter(Client(wire.Address, Api.Chat));

        await client.GetResponseAsync(
            "Hi",
            new ChatOptions { RawRepresentationFactory = _ => new ChatCompletionOptions { MaxOutputTokenCount = 5_000 } },
            Token);

        Assert.Equal(5_000, SentMaximum(wire));
    }

    [Theory]
    [InlineData(Api.Chat)]
    [InlineData(Api.Responses)]
    [InlineData(Api.Azure)]
    public Task StreamThatIsCutOff_ClosesTheConnection(Api api)
    {
        var update = api is Api.Responses
            ? $$"""
                {"type":"response.output_text.delta","sequence_number":1,"item_id":"msg_1","output_index":0,"content_index":0,
                "delta":"{{s_text}}"}
                """
            : $$"""
                {"id":"c-1","object":"chat.completion.chunk","created":1764000000,"model":"gpt-5.1",
                "choices":[{"index":0,"delta":{"role":"assistant","content":"{{s_text}}"},"finish_reason":null}]}
                """;
        return BudgetWire.CutOffAsync(
            "", $"data: {update.ReplaceLineEndings("")}\n\n", Provider, address => Client(address, api));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LoopOfFunctionCalls_StopsBetweenTwoRounds(bool streamed)
    {
        await using var wire = await StartAsync(
            streamed ? "openai-chat-toolcall.sse" : "openai-chat-toolcall.json", budget => budget.Requests(2));
        using var client = wire.Meter(Client(wire.Address, Api.Chat), builder => builder.UseFunctionInvocation());
        var invoked = 0;
        var function = AIFunctionFactory.Create(() => ++invoked, "p-get");

        await Assert.ThrowsAsync<BudgetExceededException>(
            () => Call.MakeAsync(client, streamed, new ChatOptions { Tools = [function] }));

        Assert.Equal((2, 2), (wire.Requests.Count, invoked));
        Assert.Equal((2m, 0m), await wire.SumsAsync());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AnswerFromACache_ReservesNothing(Api api, bool streamed)
    {
        await using var wire = await StartAsync(BodyOf(api, streamed), budget => budget.Requests(1));
        using var client = wire.Meter(Client(wire.Address, api), builder => builder.UseDistributedCache());

        await Call.MakeAsync(client, streamed);
        await Call.MakeAsync(client, streamed);

        Assert.Single(wire.Requests);
        Assert.Equal((1m, 0m), await wire.SumsAsync());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task RetriesOfTheClient_ShareOneReservation(Api api, bool streamed)
    {
        List<decimal> reserved = [];
        BudgetWire? started = null;
        await using var wire = await BudgetWire.StartAsync(
            async context =>
            {
                reserved.Add((await started!.SumsAsync()).Reserved);
                if (reserved.Count < 3)
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    context.Response.Headers["retry-after-ms"] = "1";
                    return;
                }

                context.Response.ContentType = streamed ? "text/event-stream" : "application/json";
                await context.Response.SendFileAsync(WireServer.BodyPath(BodyOf(api, streamed)), context.RequestAborted);
            },
            Provider,
            budget => budget.Requests(1));
        started = wire;
        using var client = wire.Meter(Client(wire.Address, api, retries: 2));

        await Call.MakeAsync(client, streamed);

        Assert.Equal([1, 1, 1], reserved);
        Assert.Equal((1m, 0m), await wire.SumsAsync());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Refusal_IsNotRetriedByTheClient(Api api, bool streamed)
    {
        await using var wire = await StartAsync(BodyOf(api, streamed), budget => budget.Requests(1));
        using var client = wire.Meter(Client(wire.Address, api, retries: 3));
        await Call.MakeAsync(client, streamed);

        var refusal = await Assert.ThrowsAsync<BudgetExceededException>(() => Call.MakeAsync(client, streamed));

        Assert.Equal(BudgetExceededReason.Exhausted, refusal.Reason);
        Assert.Single(wire.Requests);
        Assert.Equal((1m, 0m), await wire.SumsAsync());
    }

    [Fact]
    public async Task CallThatFailsAfterItsRetries_ReleasesItsReservation()
    {
        await using var wire = await BudgetWire.StartAsync(
            context =>
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers["retry-after-ms"] = "1";
                return Task.CompletedTask;
            },
            Provider,
            budget => budget.Requests(1));
        using var client = wire.Meter(Client(wire.Address, Api.Chat, retries: 1));

        await Assert.ThrowsAsync<ClientResultException>(() => Call.MakeAsync(client, streamed: false));

        Assert.Equal(2, wire.Requests.Count);
        Assert.Equal((0m, 0m), await wire.SumsAsync());
    }

    private static Task<BudgetWire> StartAsync(string body, Action<BudgetBuilder> budget) =>
        BudgetWire.StartAsync(body, Provider, budget, builder => builder.AddOpenAIUsage());

    private static string BodyOf(Api api, bool streamed) => api switch
    {
        Api.Responses => "openai-responses",
        Api.Azure => "azure-openai-chat",
        _ => "openai-chat",
    } + (streamed ? ".sse" : ".json");

    private static int? SentMaximum(BudgetWire wire) => (int?)(
        wire.Request["max_output_tokens"] ?? wire.Request["max_completion_tokens"] ?? wire.Request["max_tokens"]);

    private static IChatClient Client(Uri address, Api api, int retries = 0)
    {
        var (key, policy) = (new ApiKeyCredential("none"), new ClientRetryPolicy(retries));
        if (api is Api.Azure)
        {
            return new AzureOpenAIClient(address, key, new AzureOpenAIClientOptions { RetryPolicy = policy })
                .GetChatClient("gpt-5.1").AsIChatClient();
        }

        var openai = new OpenAIClient(key, new OpenAIClientOptions { Endpoint = address, RetryPolicy = policy });
        return api is Api.Responses
            ? openai.GetResponsesClient().AsIChatClient("gpt-5.1")
            : openai.GetChatClient("gpt-5.1").AsIChatClient();
    }
}
