using Anthropic;
using Anthropic.Bedrock;
using Anthropic.Core;
using Anthropic.Foundry;
using Anthropic.Models.Messages;
using Anthropic.Vertex;
using Google.Apis.Auth.OAuth2;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using BetaMessageCreateParams = Anthropic.Models.Beta.Messages.MessageCreateParams;

namespace LlmCost.AI.Tests;

/// <summary>Tests how budgets change the requests that Anthropic's clients send.</summary>
public sealed class BudgetWireTests
{
    private const string Model = "claude-sonnet-4-5";
    private const string Provider = "anthropic";

    private static readonly string s_text = new('x', 400);

    public enum Api
    {
        Messages,
        Beta,
        Bedrock,
        Mantle,
        Vertex,
        Foundry,
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

    [Theory]
    [MemberData(nameof(Maximums))]
    public async Task MaximumOfAStrictBudget_IsSentToTheProvider(Api api, int? maximum, int? rawMaximum, int sent)
    {
        await using var wire = await StartAsync(budget => budget.OutputTokens(2_000).Strict());
        using var http = new HttpClient(new Redirection(wire.Address));
        using var client = wire.Meter(Client(http, api));
        var options = new ChatOptions { MaxOutputTokens = maximum };
        if (rawMaximum is { } raw)
        {
            options.RawRepresentationFactory = _ => api is Api.Beta
                ? new BetaMessageCreateParams { Model = Model, MaxTokens = raw, Messages = [] }
                : new MessageCreateParams { Model = Model, MaxTokens = raw, Messages = [] };
        }

        await client.GetResponseAsync("Hi", options, Token);

        Assert.Equal(sent, (int?)wire.Request["max_tokens"]);
        Assert.Equal(maximum, options.MaxOutputTokens);
    }

    [Fact]
    public Task StreamThatIsCutOff_ClosesTheConnection()
    {
        const string Start = """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
            "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":50,"output_tokens":1}}}
            """;
        const string Block = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
        var delta = $$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{s_text}}"} }""";
        return BudgetWire.CutOffAsync(
            $"event: message_start\ndata: {Start.ReplaceLineEndings("")}\n\nevent: content_block_start\ndata: {Block}\n\n",
            $"event: content_block_delta\ndata: {delta}\n\n",
            Provider,
            address =>
                new AnthropicClient { ApiKey = "none", BaseUrl = address.AbsoluteUri, MaxRetries = 0 }.AsIChatClient(Model));
    }

    [Fact]
    public async Task LoopOfFunctionCalls_StopsBetweenTwoRounds()
    {
        await using var wire = await BudgetWire.StartAsync(
            "anthropic-messages-toolcall.json", Provider, budget => budget.Requests(2));
        using var http = new HttpClient(new Redirection(wire.Address));
        using var client = wire.Meter(Client(http, Api.Messages), builder => builder.UseFunctionInvocation());
        var invoked = 0;
        var function = AIFunctionFactory.Create((string key) => $"{key}{++invoked}", "get");

        await Assert.ThrowsAsync<BudgetExceededException>(
            () => client.GetResponseAsync("Hi", new ChatOptions { Tools = [function] }, Token));

        Assert.Equal((2, 2), (wire.Requests.Count, invoked));
        Assert.Equal((2m, 0m), await wire.SumsAsync());
    }

    [Fact]
    public async Task RetriesOfTheClient_ShareOneReservation()
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

                context.Response.ContentType = "application/json";
                await context.Response.SendFileAsync(WireServer.BodyPath("anthropic-messages.json"), context.RequestAborted);
            },
            Provider,
            budget => budget.Requests(1));
        started = wire;
        using var http = new HttpClient(new Redirection(wire.Address));
        using var client = wire.Meter(Client(http, Api.Messages, retries: 2));

        await client.GetResponseAsync("Hi", cancellationToken: Token);

        Assert.Equal([1, 1, 1], reserved);
        Assert.Equal((1m, 0m), await wire.SumsAsync());
    }

    private static Task<BudgetWire> StartAsync(Action<BudgetBuilder> budget) =>
        BudgetWire.StartAsync("anthropic-messages.json", Provider, budget, builder => builder.AddAnthropicUsage());

    private static IChatClient Client(HttpClient http, Api api, int retries = 0)
    {
        AnthropicClient client = api switch
        {
            Api.Bedrock => new AnthropicBedrockClient(
                new AnthropicBedrockApiTokenCredentials { BearerToken = "none", Region = "us-east-1" })
            {
                HttpClient = http, MaxRetries = retries,
            },
            Api.Mantle => new AnthropicBedrockMantleClient(new MantleAwsClientOptions
            {
                AwsRegion = "us-east-1",
                ApiKey = "none",
                ClientOptions = new ClientOptions { HttpClient = http, MaxRetries = retries },
            }),
            Api.Vertex => new AnthropicVertexClient(
                new AnthropicVertexCredentials("us-east5", "my-project", GoogleCredential.FromAccessToken("none")))
            {
                HttpClient = http, MaxRetries = retries,
            },
            Api.Foundry => new AnthropicFoundryClient(new AnthropicFoundryApiKeyCredentials("none", "my-resource"))
            {
                HttpClient = http, MaxRetries = retries,
            },
            _ => new AnthropicClient { ApiKey = "none", HttpClient = http, MaxRetries = retries },
        };
        return api is Api.Beta ? client.Beta.AsIChatClient(Model) : client.AsIChatClient(Model);
    }
}
