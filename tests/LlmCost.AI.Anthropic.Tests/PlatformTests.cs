using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Bedrock;
using Anthropic.Core;
using Anthropic.Foundry;
using Anthropic.Models.Messages;
using Anthropic.Vertex;
using Google.Apis.Auth.OAuth2;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>
/// Claude on Amazon Bedrock, Vertex AI and Microsoft Foundry, called through Anthropic's clients for these platforms.
/// </summary>
public sealed class PlatformTests
{
    private const string Bedrock = "bedrock-runtime.us-east-1.amazonaws.com";
    private const string Mantle = "bedrock-mantle.us-east-1.api.aws";
    private const string Vertex = "us-east5-aiplatform.googleapis.com";
    private const string VertexMultiRegion = "aiplatform.us.rep.googleapis.com";
    private const string VertexGlobal = "aiplatform.googleapis.com";
    private const string Foundry = "my-resource.services.ai.azure.com";

    /// <summary>The model that the responses of all platforms name.</summary>
    private const string ResponseModel = "claude-sonnet-4-5-20250929";

    // The prices of global endpoints, in USD per million tokens.
    private const decimal Cost = (50 * 3m + 10_000 * 0.30m + 1_000 * 3.75m + 500 * 6m + 300 * 15m) / 1_000_000;

    private static readonly TokenUsage s_usage = new()
    {
        Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1_000, InputCacheWriteOneHour = 500, Output = 300,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, Metering, bool> Calls { get; } =
        new([Bedrock, Mantle, Vertex, VertexMultiRegion, VertexGlobal, Foundry], Enum.GetValues<Metering>(), [false, true]);

    public static MatrixTheoryData<Metering, bool> Meterings { get; } = new(Enum.GetValues<Metering>(), [false, true]);

    public static MatrixTheoryData<string, Metering, bool> GlobalCalls { get; } = new(
        [
            "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        ],
        Enum.GetValues<Metering>(),
        [false, true]);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_HasTheUsageCostAndRegionOfThePlatform(string host, Metering metering, bool isStreamed)
    {
        var (provider, region, model, factor) = host switch
        {
            Bedrock => ("aws.bedrock", "us-east-1", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", 1.1m),
            Mantle => ("aws.bedrock", "us-east-1", "anthropic.claude-sonnet-4-5-20250929", 1.1m),
            Vertex => ("gcp.vertex_ai", "us-east5", "claude-sonnet-4-5@20250929", 1.1m),
            VertexMultiRegion => ("gcp.vertex_ai", "us", "claude-sonnet-4-5@20250929", 1.1m),
            VertexGlobal => ("gcp.vertex_ai", null, "claude-sonnet-4-5@20250929", 1m),
            _ => ("azure.ai.openai", null, "claude-sonnet-4-5", 1m),
        };

        var record = await CallAsync(host, model, metering, isStreamed);

        AssertUsage(record);
        Assert.Equal((provider, region), (record.ProviderName, record.Region));
        Assert.Equal((model, ResponseModel), (record.RequestModel, record.ResponseModel));
        Assert.Equal(Cost * factor, record.Cost?.Total);
        Assert.Equal(PriceSource.List, record.PriceSource);
    }

    [Theory]
    [MemberData(nameof(GlobalCalls))]
    public async Task GlobalInferenceProfile_IsNotBilledAsARegion(string model, Metering metering, bool isStreamed)
    {
        var record = await CallAsync(Bedrock, model, metering, isStreamed);

        AssertUsage(record);
        Assert.Equal(model, record.RequestModel);
        Assert.Equal(Cost, record.Cost?.Total);
    }

    [Theory]
    [MemberData(nameof(Meterings))]
    public async Task ApplicationInferenceProfile_IsBilledAsTheConfiguredModel(Metering metering, bool isStreamed)
    {
        const string Profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";

        var record = await CallAsync(
            Bedrock,
            Profile,
            metering,
            isStreamed,
            options => options.Deployments[Profile] = "global.anthropic.claude-sonnet-4-5-20250929-v1:0");

        AssertUsage(record);
        Assert.Equal(Profile, record.RequestModel);
        Assert.Equal(Cost, record.Cost?.Total);
    }

    private static void AssertUsage(CostRecord record)
    {
        Assert.Equal(s_usage, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(UsageAnomalies.None, record.Anomalies);
        Assert.Equal((true, CallOutcome.Completed), (record.IsComplete, record.Outcome));
        Assert.Empty(record.UnpricedParts);
    }

    private static async Task<CostRecord> CallAsync(
        string host, string model, Metering metering, bool isStreamed, Action<CostMeteringOptions>? configure = null)
    {
        await using var server = await WireServer.StartAsync(context => RespondAsync(context, host, isStreamed));
        using var meter = new TestMeter(
            configure,
            readers: metering is Metering.Reader or Metering.ReaderAndHandler ? [new AnthropicUsageReader()] : []);
        var redirection = new Redirection(server.Address);
        using var http = new HttpClient(
            metering is Metering.Handler or Metering.ReaderAndHandler or Metering.HandlerAlone
                ? new CostMeteringHandler(meter.Meter) { InnerHandler = redirection }
                : redirection);
        using var client = Client(
            host,
            http,
            metering is Metering.ClientsHandler or Metering.ClientsHandlerAlone ? [new CostMeteringHandler(meter.Meter)] : []);
        Assert.Equal(host, new Uri(client.BaseUrl).Host);

        if (metering is Metering.HandlerAlone or Metering.ClientsHandlerAlone)
        {
            await CallAsync(client, model, isStreamed);
        }
        else
        {
            using var metered = meter.Client(client.AsIChatClient(model));
            await Call.MakeAsync(metered, isStreamed);
        }

        return meter.Record;
    }

    private static async Task CallAsync(AnthropicClient client, string model, bool isStreamed)
    {
        var request = new MessageCreateParams
        {
            Model = model,
            MaxTokens = 1_000,
            Messages = [new UserMessageParam("What is it?")],
        };
        if (!isStreamed)
        {
            await client.Messages.Create(request, Token);
            return;
        }

        await foreach (var _ in client.Messages.CreateStreaming(request, Token))
        {
        }
    }

    private static AnthropicClient Client(string host, HttpClient http, IReadOnlyList<DelegatingHandler> handlers) => host switch
    {
        Bedrock => new AnthropicBedrockClient(
            new AnthropicBedrockApiTokenCredentials { BearerToken = "none", Region = "us-east-1" })
        {
            HttpClient = http, Handlers = handlers, MaxRetries = 0,
        },
        Mantle => new AnthropicBedrockMantleClient(new MantleAwsClientOptions
        {
            AwsRegion = "us-east-1",
            ApiKey = "none",
            ClientOptions = new ClientOptions { HttpClient = http, Handlers = handlers, MaxRetries = 0 },
        }),
        Foundry => new AnthropicFoundryClient(new AnthropicFoundryApiKeyCredentials("none", "my-resource"))
        {
            HttpClient = http, Handlers = handlers, MaxRetries = 0,
        },
        _ => new AnthropicVertexClient(
            new AnthropicVertexCredentials(
                host switch { Vertex => "us-east5", VertexMultiRegion => "us", _ => null },
                "my-project",
                GoogleCredential.FromAccessToken("none")))
        {
            HttpClient = http, Handlers = handlers, MaxRetries = 0,
        },
    };

    /// <summary>
    /// Responds like the platform. Bedrock's streams have their own format, and Bedrock's response headers repeat the counts.
    /// </summary>
    private static async Task RespondAsync(HttpContext context, string host, bool isStreamed)
    {
        var usage = new JsonObject
        {
            ["input_tokens"] = 50,
            ["cache_creation_input_tokens"] = 1_500,
            ["cache_read_input_tokens"] = 10_000,
            ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = 1_000, ["ephemeral_1h_input_tokens"] = 500 },
            ["output_tokens"] = 300,
            ["inference_geo"] = "not_available",
        };
        var message = new JsonObject
        {
            ["id"] = "msg_1",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = ResponseModel,
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "Honey." }),
            ["stop_reason"] = "end_turn",
            ["stop_sequence"] = null,
            ["usage"] = usage,
        };
        if (host is Bedrock)
        {
            context.Response.Headers["x-amzn-bedrock-input-token-count"] = "50";
            context.Response.Headers["x-amzn-bedrock-output-token-count"] = "300";
        }

        if (!isStreamed)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(message.ToJsonString());
            return;
        }

        message["content"] = new JsonArray();
        message["stop_reason"] = null;
        message["usage"] = usage.DeepClone();
        message["usage"]!["output_tokens"] = 1;
        usage.Remove("cache_creation");
        JsonObject[] events =
        [
            new() { ["type"] = "message_start", ["message"] = message },
            new() { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = Text("text", "") },
            new() { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = Text("text_delta", "Honey.") },
            new() { ["type"] = "content_block_stop", ["index"] = 0 },
            new() { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = "end_turn" }, ["usage"] = usage },
            new() { ["type"] = "message_stop" },
        ];
        if (host is Bedrock)
        {
            events[^1]["amazon-bedrock-invocationMetrics"] = new JsonObject
            {
                ["inputTokenCount"] = 50,
                ["outputTokenCount"] = 300,
                ["invocationLatency"] = 1_200,
                ["firstByteLatency"] = 400,
                ["cacheReadInputTokenCount"] = 10_000,
                ["cacheWriteInputTokenCount"] = 1_500,
            };
            context.Response.Headers["x-amzn-bedrock-content-type"] = "application/json";
            context.Response.ContentType = "application/vnd.amazon.eventstream";
            foreach (var one in events)
            {
                await context.Response.Body.WriteAsync(AwsEvents.Chunk(one.ToJsonString()), context.RequestAborted);
            }

            return;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (var one in events)
        {
            await context.Response.WriteAsync($"event: {one["type"]}\ndata: {one.ToJsonString()}\n\n");
        }
    }

    private static JsonObject Text(string type, string text) => new() { ["type"] = type, ["text"] = text };
}
