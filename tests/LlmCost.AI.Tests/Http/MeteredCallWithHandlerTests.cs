using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Anthropic;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using OpenAI;
using ChatCompletion = OpenAI.Chat.ChatCompletion;
using StreamingChatCompletionUpdate = OpenAI.Chat.StreamingChatCompletionUpdate;

namespace LlmCost.AI.Tests;

/// <summary>Tests calls of metered clients whose requests also pass through the <see cref="CostMeteringHandler"/>.</summary>
public sealed class MeteredCallWithHandlerTests : IDisposable
{
    private const string Response =
        """
        {"id":"r-1","object":"chat.completion","created":1,"model":"gpt-5.1-2025-11-13",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"ok"}}],
         "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}
        """;

    private const decimal Cost = 0.00225m;

    private readonly TestMeter _meter = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Streamed => Call.Streamed;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task RetryOfTheClient_IsAnotherAttempt()
    {
        var served = 0;
        await using var server = await ServeAsync(() => served++ is 0 ? 429 : 200);
        using var attempts = _meter.Collect<long>("llmcost.attempts");
        using var client = Client(server, new ClientRetryPolicy(2));

        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        Assert.Equal((2, Cost, null), (_meter.Record.Attempts, _meter.Record.Cost?.Total, _meter.Record.PossiblyBilledCost));
        Assert.Equal(2, attempts.LastMeasurement!.Value);
    }

    [Fact]
    public async Task RetryAfterATimeout_MayBeBilledLikeTheCall()
    {
        var served = 0;
        await using var server = await ServeAsync(() => served++ < 2 ? 504 : 200);
        using var client = Client(server, new ClientRetryPolicy(3));

        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        Assert.Equal((3, Cost, 2 * Cost), (_meter.Record.Attempts, _meter.Record.Cost?.Total, _meter.Record.PossiblyBilledCost));
        Assert.Equal(UnpricedReason.None, _meter.Record.UnpricedReason);
    }

    [Theory]
    [InlineData(504, UnpricedReason.PossiblyBilled)]
    [InlineData(401, UnpricedReason.None)]
    public async Task StatusOfAFailure_DeterminesWhetherItMayBeBilled(int status, UnpricedReason reason)
    {
        await using var server = await ServeAsync(() => status);
        using var client = Client(server);

        await Assert.ThrowsAsync<ClientResultException>(
            () => client.GetResponseAsync("What is the answer?", cancellationToken: Token));

        var record = _meter.Record;
        Assert.Equal((reason, CallOutcome.Failed, 1), (record.UnpricedReason, record.Outcome, record.Attempts));
        Assert.Equal(reason is UnpricedReason.None ? null : 5 * 1.25m / 1_000_000, record.PossiblyBilledCost);
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task UsageOfClientReaderAndHandler_IsCountedOnce(bool streamed)
    {
        await using var server = await WireServer.StartAsync(streamed ? "openai-chat.sse" : "openai-chat.json");
        using var alone = new TestMeter();
        using var both = new TestMeter(readers: [new JsonReader()]);
        foreach (var meter in (TestMeter[])[alone, both])
        {
            using var client = Client(server, meter: meter);
            await Call.MakeAsync(client, streamed);
        }

        // The client does not report the 64 cache writes.
        Assert.Equal(64, alone.Record.Usage.InputCacheWrite);
        Assert.Equal(2_306, alone.Record.Usage.Total);
        Assert.Equal(alone.Record.Usage, both.Record.Usage);
        Assert.Equal(alone.Record.Cost?.Total, both.Record.Cost?.Total);
        Assert.Equal(("chatcmpl-fx1", "priority"), (both.Record.ResponseId, both.Record.ServiceTier));
    }

    [Theory]
    [InlineData("anthropic-messages.json")]
    [InlineData("anthropic-messages.sse")]
    public async Task Anthropic_UsageThatItsClientOmits_IsRead(string file)
    {
        await using var server = await WireServer.StartAsync(file);
        using var http = LoopbackProvider.Client(_meter, server);
        using var client = _meter.Client(
            new AnthropicClient { ApiKey = "none", BaseUrl = "http://api.anthropic.com", HttpClient = http, MaxRetries = 0 }
                .AsIChatClient("claude-sonnet-4-5"));

        await Call.MakeAsync(client, streamed: file.EndsWith(".sse", StringComparison.Ordinal));

        var record = _meter.Record;
        Assert.Equal((1_500, 120, "us"), (record.Usage[TokenClass.InputCacheWrite], record.Usage.OutputReasoning, record.Region));
        Assert.Equal(500, record.Usage.InputCacheWriteOneHour);
        Assert.Equal(2, record.Quantities.Single(quantity => quantity.Unit is BillableUnit.WebSearch).Quantity);
    }

    [Fact]
    public async Task FunctionLoop_InsideTheMeter_IsBilledForAllItsRequests()
    {
        const string Tool =
            """
            {"id":"r-0","object":"chat.completion","created":1,"model":"gpt-5.1-2025-11-13",
             "choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
              "tool_calls":[{"id":"c-1","type":"function","function":{"name":"f","arguments":"{}"}}]}}],
             "usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}
            """;
        var served = 0;
        await using var server = await ServeAsync(() => 200, () => served++ is 0 ? Tool : Response);
        using var client = OpenAI(server, _meter).GetChatClient("gpt-5.1").AsIChatClient()
            .AsBuilder().UseCostMetering(_meter.Meter).UseFunctionInvocation().Build();
        using var outside = _meter.Client(client);

        await client.GetResponseAsync(
            "Hi?", new ChatOptions { Tools = [AIFunctionFactory.Create(() => "done", "f")] }, cancellationToken: Token);

        Assert.Equal(2 * Cost, _meter.Observer.Records.Sum(record => record.Cost?.Total));
        Assert.Equal(2, _meter.Observer.Records.Sum(record => record.Attempts));
    }

    [Fact]
    public async Task RequestToAnotherProviderWithinTheCall_IsASeparateCall()
    {
        await using var server = await ServeAsync(() => 200);
        using var http = LoopbackProvider.Client(_meter, server);
        using var client = _meter.Client(new CallingClient(
            OpenAI(server, _meter).GetChatClient("gpt-5.1").AsIChatClient(),
            () => http.PostAsync(
                new Uri("http://api.deepseek.com/chat/completions"),
                new StringContent("{}", Encoding.UTF8, "application/json"),
                Token)));

        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        Assert.Equal(["deepseek", "openai"], _meter.Observer.Records.Select(record => record.ProviderName));
        Assert.All(_meter.Observer.Records, record => Assert.Equal((1, 1_100), (record.Attempts, record.Usage.Total)));
    }

    [Fact]
    public async Task RequestAfterTheCall_IsASeparateCall()
    {
        await using var server = await ServeAsync(() => 200);
        using var http = LoopbackProvider.Client(_meter, server);
        var ended = new TaskCompletionSource();
        Task later = Task.CompletedTask;
        using var client = _meter.Client(new CallingClient(
            OpenAI(server, _meter).GetChatClient("gpt-5.1").AsIChatClient(),
            () =>
            {
                later = LaterAsync();
                return Task.CompletedTask;
            }));

        await client.GetResponseAsync("Hi?", cancellationToken: Token);
        ended.SetResult();
        await later;

        Assert.Equal(2, _meter.Observer.Records.Count);

        async Task LaterAsync()
        {
            await ended.Task;
            using var response = await http.PostAsync(
                new Uri("http://api.openai.com/v1/chat/completions"),
                new StringContent("{}", Encoding.UTF8, "application/json"),
                Token);
        }
    }

    [Fact]
    public async Task LosingHedgedRequest_IsPossiblyBilled()
    {
        var served = 0;
        await using var server = await WireServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref served) is 1)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Response);
        });
        var hedging = new HedgingHandler(() => Volatile.Read(ref served) is 1)
        {
            InnerHandler = new CostMeteringHandler(_meter.Meter) { InnerHandler = LoopbackProvider.Network(server) },
        };
        using var http = new HttpClient(hedging);
        using var client = _meter.Client(OpenAI(http).GetChatClient("gpt-5.1").AsIChatClient());

        await client.GetResponseAsync("Hi?", cancellationToken: Token);

        Assert.Equal((2, Cost, Cost), (_meter.Record.Attempts, _meter.Record.Cost?.Total, _meter.Record.PossiblyBilledCost));
    }

    [Fact]
    public async Task Timeout_WithoutAHandlerInTheClient_IsPossiblyBilled()
    {
        var provider = new TestChatClient
        {
            OnGetResponse = (_, _, _) => throw new TaskCanceledException("", new TimeoutException()),
        };

        await Assert.ThrowsAsync<TaskCanceledException>(
            () => _meter.Client(provider).GetResponseAsync("What is the answer?", cancellationToken: Token));

        Assert.Equal((UnpricedReason.PossiblyBilled, null), (_meter.Record.UnpricedReason, _meter.Record.Cost));
        Assert.True(_meter.Record.PossiblyBilledCost > 0);
    }

    private static Task<WireServer> ServeAsync(Func<int> status, Func<string>? body = null) =>
        WireServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status();
            context.Response.ContentType = "application/json";
            context.Response.Headers.RetryAfter = "0";
            await context.Response.WriteAsync(
                context.Response.StatusCode is 200 ? body?.Invoke() ?? Response : """{"error":{"message":"no"}}""");
        });

    private IChatClient Client(WireServer server, PipelinePolicy? retry = null, TestMeter? meter = null) =>
        (meter ?? _meter).Client(OpenAI(server, meter ?? _meter, retry).GetChatClient("gpt-5.1").AsIChatClient());

    private static OpenAIClient OpenAI(WireServer server, TestMeter meter, PipelinePolicy? retry = null) =>
        OpenAI(LoopbackProvider.Client(meter, server), retry);

    private static OpenAIClient OpenAI(HttpClient http, PipelinePolicy? retry = null) => new(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions
        {
            Endpoint = new Uri("http://api.openai.com/v1"),
            RetryPolicy = retry ?? new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(http),
        });

    /// <summary>
    /// A usage reader that serializes the client's response objects to JSON and reads the usage from this JSON.
    /// </summary>
    private sealed class JsonReader : IUsageReader
    {
        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
        {
            var json = rawRepresentation switch
            {
                ChatCompletion or StreamingChatCompletionUpdate => ModelReaderWriter.Write(rawRepresentation),
                _ => null,
            };
            reading = json is null ? default : UsageReading.FromJson(JsonDocument.Parse(json).RootElement);
            return json is not null;
        }
    }

    /// <summary>A client that performs an action before each call, as a tool would.</summary>
    private sealed class CallingClient(IChatClient inner, Func<Task> act) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await act();
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
    }

    /// <summary>Sends a request a second time as soon as the first has reached the server, and then cancels the first.</summary>
    private sealed class HedgingHandler(Func<bool> isFirstThere) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var firstToken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var copy = new HttpRequestMessage(request.Method, request.RequestUri)
            {
                Content = new ByteArrayContent(await request.Content!.ReadAsByteArrayAsync(cancellationToken)),
            };
            var first = base.SendAsync(copy, firstToken.Token);
            while (!isFirstThere())
            {
                await Task.Yield();
            }

            var response = await base.SendAsync(request, cancellationToken);
            await firstToken.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            return response;
        }
    }
}
