using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using OllamaSharp;
using OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests cases in which meters are often wrong. Each case runs through the provider's real client with the usage reader, with the
/// HTTP handler, and with both. It also runs through the HTTP handler alone.
/// </summary>
public sealed class FieldCasesTests
{
    /// <summary>The cases that depend on a part of the HTTP response that readers do not receive.</summary>
    private static readonly Dictionary<string, string> s_notSeen = new()
    {
        ["field-06a"] = "the status of the response",
        ["field-30a"] = "a header of the response",
    };

    public static TheoryData<string> Ids { get; } =
    [
        .. FieldCase.All
            .Where(one => HasClient(one.Value) && !s_notSeen.ContainsKey(one.Key))
            .Select(one => one.Key),
    ];

    /// <summary>Gets the cases with a format for which a client exists, including the cases that readers cannot handle.</summary>
    public static TheoryData<string> IdsWithClient { get; } =
        [.. FieldCase.All.Where(one => HasClient(one.Value)).Select(one => one.Key)];

    /// <summary>Gets the cases with a body.</summary>
    public static TheoryData<string> IdsWithBody { get; } =
    [
        .. FieldCase.All
            .Where(one => PathOf(one.Value) is not null && one.Value.Bodies.Count + one.Value.Events.Count > 0)
            .Select(one => one.Key),
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Case_ThroughTheRealClientWithTheReader_IsExactAndListsWhatIsMissing(string id) =>
        Assert.Empty(await FaultsAsync(id, [new OpenAIUsageReader(), new AnthropicUsageReader()], hasHandler: false));

    [Theory]
    [MemberData(nameof(IdsWithClient))]
    public async Task Case_ThroughTheRealClientWithTheHandler_IsExactAndListsWhatIsMissing(string id) =>
        Assert.Empty(await FaultsAsync(id, [], hasHandler: true));

    [Theory]
    [MemberData(nameof(IdsWithClient))]
    public async Task Case_WithTheReaderAndTheHandler_IsCountedOnce(string id) =>
        Assert.Empty(await FaultsAsync(id, [new OpenAIUsageReader(), new AnthropicUsageReader()], hasHandler: true));

    [Theory]
    [MemberData(nameof(IdsWithBody))]
    public async Task Case_WithOnlyTheHandler_IsExactAndListsWhatIsMissing(string id)
    {
        const string Unnamed = "https://provider.example/";
        var one = FieldCase.All[id];
        var served = 0;
        await using var server = await WireServer.StartAsync(context => RespondAsync(context, one, served++));
        using var meter = new TestMeter(
            options =>
            {
                Configure(options, one);
                if (one.Provider is { } provider)
                {
                    options.ProviderHosts[new Uri(one.ApiUrl ?? Unnamed).Host] = provider;
                }
            },
            now: one.Timestamp);
        using var http = new HttpClient(new CostMeteringHandler(meter.Meter) { InnerHandler = new Redirection(server.Address) });

        for (var i = 0; i < Math.Max(1, one.Bodies.Count); i++)
        {
            var address = new Uri((one.ApiUrl ?? Unnamed).TrimEnd('/') + PathOf(one));
            using var request = new StringContent(one.Request, Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(address, request, TestContext.Current.CancellationToken);
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(one.FaultsOf(Answer(meter.Observer.Records)));
    }

    /// <summary>Applies the configuration of a case.</summary>
    internal static void Configure(CostMeteringOptions options, FieldCase one)
    {
        if (one.Configuration is { } json)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
            new CostMeteringConfiguration(new ConfigurationBuilder().AddJsonStream(stream).Build()).Configure(options);
        }
    }

    /// <summary>Returns the API path of a case, or <see langword="null"/> if it is not called over HTTP.</summary>
    private static string? PathOf(FieldCase one) => one.Format switch
    {
        "openai.chat" or "mistral.chat" => "/chat/completions",
        "openai.responses" => "/responses",
        "openai.embeddings" => "/embeddings",
        "anthropic.messages" => "/v1/messages",
        "google.generate_content" => $"/v1beta/models/{one.Model}:generateContent",
        "bedrock.converse" => $"/model/{Uri.EscapeDataString(one.Model)}/converse",
        "cohere.chat" => "/v2/chat",
        "cohere.rerank" => "/v2/rerank",
        "ollama.chat" => "/api/chat",
        _ => null,
    };

    private static async Task<IEnumerable<string>> FaultsAsync(string id, IUsageReader[] readers, bool hasHandler)
    {
        var one = FieldCase.All[id];
        var served = 0;
        await using var server = await WireServer.StartAsync(context => RespondAsync(context, one, served++));
        using var meter = new TestMeter(options => Configure(options, one), readers: readers, now: one.Timestamp);
        HttpMessageHandler handler = new Redirection(server.Address);
        handler = hasHandler ? new CostMeteringHandler(meter.Meter) { InnerHandler = handler } : handler;
        using var http = new HttpClient(handler) { BaseAddress = new Uri(one.ApiUrl ?? "https://127.0.0.1/") };

        var thrown = await Record.ExceptionAsync(() => CallAsync(meter, one, http));

        Assert.Equal(one.Status is 200, thrown is null);
        return one.FaultsOf(Answer(meter.Observer.Records));
    }

    private static bool HasClient(FieldCase one) =>
        one.Format is "openai.chat" or "openai.responses" or "openai.embeddings" or "anthropic.messages" or "ollama.chat"
        && one.Bodies.Count + one.Events.Count > 0;

    private static async Task CallAsync(TestMeter meter, FieldCase one, HttpClient http)
    {
        var address = new Uri(one.ApiUrl ?? "https://127.0.0.1/");
        if (one.Format is "openai.embeddings")
        {
            using var generator = OpenAI(http, address).GetEmbeddingClient(one.Model).AsIEmbeddingGenerator()
                .AsBuilder().UseCostMetering(meter.Meter, metering => metering.ProviderName = one.Provider).Build();
            await generator.GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken);
            return;
        }

        IChatClient inner = one.Format switch
        {
            "anthropic.messages" =>
                new AnthropicClient { ApiKey = "none", BaseUrl = address.AbsoluteUri, HttpClient = http, MaxRetries = 0 }
                    .AsIChatClient(one.Model),
            "ollama.chat" => new OllamaApiClient(http, one.Model),
            "openai.responses" => OpenAI(http, address).GetResponsesClient().AsIChatClient(one.Model),
            _ => OpenAI(http, address).GetChatClient(one.Model).AsIChatClient(),
        };
        using var client = meter.Client(inner, metering => metering.ProviderName = one.Provider);
        for (var i = 0; i < Math.Max(1, one.Bodies.Count); i++)
        {
            await Call.MakeAsync(client, streamed: one.Events.Count > 0);
        }
    }

    private static OpenAIClient OpenAI(HttpClient http, Uri address) => new(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions
        {
            Endpoint = address,
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(http),
        });

    private static async Task RespondAsync(HttpContext context, FieldCase one, int served)
    {
        context.Response.StatusCode = one.Status;
        foreach (var (name, value) in one.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (one.Events.Count is 0)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(one.Bodies[Math.Min(served, one.Bodies.Count - 1)]);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (var payload in one.Events)
        {
            var name = payload.TryGetProperty("type", out var type) ? $"event: {type.GetString()}\n" : "";
            await context.Response.WriteAsync($"{name}data: {JsonSerializer.Serialize(payload)}\n\n");
        }

        if (one.Format is "openai.chat")
        {
            await context.Response.WriteAsync("data: [DONE]\n\n");
        }
    }

    /// <summary>Returns the content of the records in the output format of <c>llmcost price</c>.</summary>
    private static JsonElement Answer(IReadOnlyCollection<CostRecord> records)
    {
        var record = Assert.Single(records);
        var answer = new JsonObject
        {
            ["priced"] = record.Cost is not null,
            ["complete"] = record.IsComplete,
            ["reported"] = record.PriceSource is PriceSource.Provider,
            ["cost_usd"] = record.Cost?.Total,
            ["tokens"] = Object(TokenKinds.All
                .Select(kind => KeyValuePair.Create(kind.Label(), (decimal)record.Usage.Counts[(int)kind]))
                .Where(count => count.Value is not 0)),
            ["quantities"] = Object(record.Quantities
                .GroupBy(quantity => quantity.Unit)
                .Select(unit => KeyValuePair.Create(unit.Key.Label(), unit.Sum(quantity => quantity.Quantity)))),
            ["by_model"] = Object(record.Charges
                .GroupBy(charge => charge.Model ?? record.ResponseModel ?? "")
                .Select(charges => KeyValuePair.Create(charges.Key, charges.Sum(charge => charge.Cost)))),
            ["missing"] = new JsonArray([.. record.UnpricedParts.Select(part => (JsonNode)part.Name)]),
        };
        if (record.UnpricedReason is not UnpricedReason.None)
        {
            answer["reason"] = record.UnpricedReason.ToLabel();
        }

        return JsonSerializer.SerializeToElement(answer);
    }

    private static JsonObject Object(IEnumerable<KeyValuePair<string, decimal>> numbers)
    {
        var json = new JsonObject();
        foreach (var (name, number) in numbers)
        {
            json[name] = number;
        }

        return json;
    }
}
