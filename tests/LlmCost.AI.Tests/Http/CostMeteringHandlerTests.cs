using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests calls of an HTTP client that only the <see cref="CostMeteringHandler"/> meters.</summary>
public sealed class CostMeteringHandlerTests : IDisposable
{
    private const string Chat = "http://api.openai.com/v1/chat/completions";

    private const string Request = """{"model":"gpt-5.1","messages":[{"role":"user","content":"What is the answer to it?"}]}""";

    private const string Usage = """{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}""";

    private const string Response =
        $$"""{"id":"r-1","object":"chat.completion","model":"gpt-5.1-2025-11-13","choices":[],"usage":{{Usage}}}""";

    /// <summary>The cost of 1,000 input tokens at 1.25 and 100 output tokens at 10 USD per million.</summary>
    private const decimal Cost = 0.00225m;

    private readonly TestMeter _meter = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Bodies =>
        [.. Directory.GetFiles(Path.GetDirectoryName(WireServer.BodyPath("any"))!).Select(path => Path.GetFileName(path))];

    public void Dispose() => _meter.Dispose();

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_OfAnyFormat_PassesUnchanged(string file)
    {
        await using var server = await WireServer.StartAsync(file);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat, HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal(await File.ReadAllBytesAsync(WireServer.BodyPath(file), Token), body);
        Assert.Equal("Kestrel", response.Headers.Server.ToString());
        Assert.Single(_meter.Observer.Records);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_OfAnyFormat_HasTheUsageThatTheReaderFinds(string file)
    {
        var (_, documents) = SieveBodies.All[file];
        var reader = new WireReader(new WireRequest { Provider = "openai", Model = "gpt-5.1" });
        foreach (var document in documents)
        {
            using var json = System.Text.Json.JsonDocument.Parse(document);
            reader.Read(json.RootElement);
        }

        await using var server = await WireServer.StartAsync(file);
        using var http = LoopbackProvider.Client(_meter, server);
        using var response = await PostAsync(http, Chat);

        var expected = reader.Finish();
        if (expected is { Parts.Count: > 0, IsInputOnly: false })
        {
            Assert.Equal(expected.Parts.Aggregate(default(TokenUsage), (sum, part) => sum + part.Usage), _meter.Record.Usage);
            Assert.Equal(expected.ResponseId, _meter.Record.ResponseId);
        }
        else
        {
            Assert.NotEqual(UsageSource.Reported, _meter.Record.UsageSource);
        }
    }

    [Fact]
    public async Task Call_IsRecordedWithItsScope()
    {
        await using var server = await ServeAsync(Response, headers: [("x-request-id", "req-7")]);
        using var http = LoopbackProvider.Client(_meter, server);
        using var tally = CostTally.Begin();

        using (CostScope.Begin(feature: "summarize", ("team", "search")))
        {
            using var response = await PostAsync(http, Chat);
            Assert.Equal(Response.Length, response.Content.Headers.ContentLength);
            Assert.Equal(Response, await response.Content.ReadAsStringAsync(Token));
        }

        var record = _meter.Record;
        Assert.Equal(("chat", "openai", "gpt-5.1"), (record.OperationName, record.ProviderName, record.RequestModel));
        Assert.Equal(("gpt-5.1-2025-11-13", "r-1", "req-7"), (record.ResponseModel, record.ResponseId, record.RequestId));
        Assert.Equal((Cost, true, CallOutcome.Completed), (record.Cost?.Total, record.IsComplete, record.Outcome));
        Assert.Equal(("summarize", "search"), (record.Feature, record.Tags.Single().Value));
        Assert.Equal((1, false), (record.Attempts, record.IsStreaming));
        Assert.Equal(Cost, tally.Cost);
    }

    [Fact]
    public void SynchronousCall_IsRecorded()
    {
        using var server = new SynchronousServer(Response);
        using var http = LoopbackProvider.Client(_meter, server.Server);
        using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = Content(Request) };

        using var response = http.Send(request, Token);
        using var reader = new StreamReader(response.Content.ReadAsStream(Token));

        Assert.Equal(Response, reader.ReadToEnd());
        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task JsonContent_OfTheRequest_HasTheModel()
    {
        await using var server = await ServeAsync("""{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100}}""");
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await http.PostAsJsonAsync(Chat, new { model = "gpt-5.1", stream = false }, Token);

        Assert.Equal(("gpt-5.1", Cost), (_meter.Record.RequestModel, _meter.Record.Cost?.Total));
    }

    [Fact]
    public async Task StreamedRequest_IsNotBufferedToReadItsModel()
    {
        await using var server = await ServeAsync(Response);
        using var http = LoopbackProvider.Client(_meter, server);
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Request)));

        using var response = await http.PostAsync(new Uri(Chat), content, Token);

        Assert.Null(_meter.Record.RequestModel);
        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task Request_ThatAnInnerHandlerChanges_StillHasItsModel()
    {
        await using var server = await ServeAsync("""{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":100}}""");
        using var http = new HttpClient(new CostMeteringHandler(_meter.Meter)
        {
            InnerHandler = new AdaptingHandler { InnerHandler = LoopbackProvider.Network(server) },
        });

        using var response = await PostAsync(http, Chat);

        Assert.Equal(("gpt-5.1", Cost), (_meter.Record.RequestModel, _meter.Record.Cost?.Total));
    }

    [Fact]
    public async Task Stream_IsNotDelayed()
    {
        var isRead = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"id\":\"c-1\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await isRead.Task;
            await context.Response.WriteAsync(
                $$"""data: {"id":"c-1","object":"chat.completion.chunk","choices":[],"usage":{{Usage}}}"""
                    + "\n\ndata: [DONE]\n\n");
        });
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.StartsWith("data: {\"id\":\"c-1\"", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
        Assert.Empty(_meter.Observer.Records);
        isRead.SetResult();
        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(Token), StringComparison.Ordinal);

        Assert.Equal((true, Cost), (_meter.Record.IsStreaming, _meter.Record.Cost?.Total));
        Assert.NotNull(_meter.Record.TimeToFirstChunk);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task RejectedRequest_HasNoCostAndNoReason(int status)
    {
        await using var server = await ServeAsync("""{"error":{"message":"no"}}""", status);
        using var http = LoopbackProvider.Client(_meter, server);
        using var unpriced = _meter.Collect<long>("llmcost.unpriced.calls");

        using var response = await PostAsync(http, Chat);

        var record = _meter.Record;
        Assert.Equal((status, CallOutcome.Failed), ((int)response.StatusCode, record.Outcome));
        Assert.Equal($"{status}", record.ErrorType);
        Assert.Equal((UnpricedReason.None, null, null), (record.UnpricedReason, record.Cost, record.PossiblyBilledCost));
        Assert.Empty(unpriced.GetMeasurementSnapshot());
    }

    [Theory]
    [InlineData(408)]
    [InlineData(499)]
    [InlineData(504)]
    public async Task TimedOutRequest_IsPossiblyBilled(int status)
    {
        await using var server = await ServeAsync("""{"error":{"message":"timeout"}}""", status);
        using var http = LoopbackProvider.Client(_meter, server);
        using var cost = _meter.Collect<double>("llmcost.possibly_billed.cost");
        using var billed = _meter.Collect<double>("llmcost.usage.cost");

        using var response = await PostAsync(http, Chat);

        // "What is the answer to it?" has 25 bytes, and the role has 4. Together, they are estimated as 7 tokens, at 1.25 USD
        // per million.
        AssertPossiblyBilled(7 * 1.25m / 1_000_000);
        Assert.Equal(7 * 1.25 / 1_000_000, cost.LastMeasurement!.Value, 1e-12);
        Assert.Empty(billed.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task TimeoutOfTheClient_IsPossiblyBilled()
    {
        await using var server = await WireServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var http = LoopbackProvider.Client(_meter, server);
        http.Timeout = TimeSpan.FromMilliseconds(100);

        await Assert.ThrowsAsync<TaskCanceledException>(() => PostAsync(http, Chat));

        AssertPossiblyBilled(7 * 1.25m / 1_000_000);
    }

    [Fact]
    public async Task Stream_ThatIsCutOff_IsPossiblyBilled()
    {
        var isRead = new TaskCompletionSource();
        await using var server = await WireServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\"twelve bytes\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await isRead.Task;
            context.Abort();
        });
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        await reader.ReadLineAsync(Token);
        isRead.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => reader.ReadToEndAsync(Token));

        AssertPossiblyBilled(((7 * 1.25m) + (3 * 10m)) / 1_000_000);
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("Text/Event-Stream; charset=utf-8")]
    public async Task StreamWithAnUnterminatedLastEvent_IsReadCompletely(string contentType)
    {
        var body = "data: {\"choices\":[{\"delta\":{\"content\":\"It\"}}]}\n\ndata: " + Response;
        await using var server = await ServeAsync(Encoding.UTF8.GetBytes(body), contentType: contentType);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat);

        Assert.Equal(body, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal((Cost, true), (_meter.Record.Cost?.Total, _meter.Record.IsStreaming));
    }

    [Fact]
    public async Task StreamAbandonedByTheApp_IsPossiblyBilled()
    {
        await using var server = await WireServer.StartAsync("openai-chat.sse");
        using var http = LoopbackProvider.Client(_meter, server);

        using (var response = await PostAsync(http, Chat, HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(
            (CallOutcome.Abandoned, UnpricedReason.PossiblyBilled),
            (_meter.Record.Outcome, _meter.Record.UnpricedReason));
    }

    [Fact]
    public async Task FailedConnection_HasNoCostAndNoReason()
    {
        using var http = new HttpClient(new CostMeteringHandler(_meter.Meter)
        {
            InnerHandler = new SocketsHttpHandler { ConnectCallback = (_, _) => throw new IOException("no route") },
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, Chat));

        Assert.Equal((CallOutcome.Failed, UnpricedReason.None), (_meter.Record.Outcome, _meter.Record.UnpricedReason));
    }

    [Fact]
    public async Task Gzip_ThatTheClientDecompresses_IsRead_AndPassesCompressed()
    {
        var compressed = Compress(Response, stream => new GZipStream(stream, CompressionLevel.Optimal));
        await using var server = await ServeAsync(compressed, headers: [("Content-Encoding", "gzip")]);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat);

        Assert.Equal(compressed, await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task Gzip_ThatArrivesByteByByte_IsRead()
    {
        var compressed = Compress(Response, stream => new GZipStream(stream, CompressionLevel.Optimal));
        await using var server = await ServeAsync(compressed, headers: [("Content-Encoding", "gzip")]);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat, HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync(Token);
        while (await stream.ReadAsync(new byte[1], Token) > 0)
        {
        }

        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task Brotli_ThatTheClientDecompresses_PassesUnread_AndIsLoggedOnce()
    {
        var compressed = Compress(Response, stream => new BrotliStream(stream, CompressionLevel.Optimal));
        await using var server = await ServeAsync(compressed, headers: [("Content-Encoding", "br")]);
        using var http = LoopbackProvider.Client(_meter, server);

        for (var i = 0; i < 2; i++)
        {
            using var response = await PostAsync(http, Chat);
            Assert.Equal(compressed, await response.Content.ReadAsByteArrayAsync(Token));
        }

        Assert.All(_meter.Observer.Records, record => Assert.Equal(UnpricedReason.MissingUsage, record.UnpricedReason));
        Assert.Single(_meter.Logs.GetSnapshot(), record => record.Id.Name is "BodyNotRead");
    }

    [Fact]
    public async Task Compressed_ByTheNetworkHandler_IsRead()
    {
        var compressed = Compress(Response, stream => new BrotliStream(stream, CompressionLevel.Optimal));
        await using var server = await ServeAsync(compressed, headers: [("Content-Encoding", "br")]);
        var network = LoopbackProvider.Network(server);
        network.AutomaticDecompression = DecompressionMethods.All;
        using var http = new HttpClient(new CostMeteringHandler(_meter.Meter) { InnerHandler = network });

        using var response = await PostAsync(http, Chat);

        Assert.Equal(Response, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Theory]
    [InlineData(
        "http://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent", "gcp.gemini", "gemini-2.5-pro")]
    [InlineData(
        "http://my.openai.azure.com/openai/deployments/chat-eu/chat/completions?api-version=1", "azure.ai.openai", "chat-eu")]
    [InlineData("http://api.anthropic.com/v1/messages", "anthropic", "gpt-5.1")]
    [InlineData("http://api.cohere.com/v2/chat", "cohere", "gpt-5.1")]
    [InlineData("http://ai.example/v1/chat/completions", "mistral_ai", "gpt-5.1")]
    public async Task Address_IdentifiesProviderAndModel(string address, string provider, string model)
    {
        using var meter = new TestMeter(options => options.ProviderHosts["ai.example"] = "mistral_ai");
        await using var server = await ServeAsync("""{"error":{"message":"no"}}""", 500);
        using var http = LoopbackProvider.Client(meter, server);

        using var response = await PostAsync(http, address);

        Assert.Equal((provider, model), (meter.Record.ProviderName, meter.Record.RequestModel));
    }

    [Theory]
    [InlineData("embeddings", "embeddings")]
    [InlineData("images/generations", "generate_content")]
    [InlineData("rerank", "rerank")]
    public async Task Path_IdentifiesTheOperation(string path, string operation)
    {
        await using var server = await ServeAsync("""{"error":{"message":"no"}}""", 500);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, "http://api.openai.com/v1/" + path);

        Assert.Equal(operation, _meter.Record.OperationName);
    }

    [Fact]
    public async Task UnknownHost_WithUsage_IsRecordedUnderItsName()
    {
        await using var server = await ServeAsync(Response);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, "http://llm.example/any/path");

        var record = _meter.Record;
        Assert.Equal(("llm.example", UnpricedReason.UnknownModel), (record.ProviderName, record.UnpricedReason));
        Assert.Equal(1_100, record.Usage.Total);
    }

    [Theory]
    [InlineData("http://shop.example/orders", """{"id":1,"usage":{"visits":7},"total":12}""", 200)]
    [InlineData("http://shop.example/orders", "not json", 200)]
    [InlineData("http://shop.example/v1/chat/completions", """{"error":{}}""", 504)]
    [InlineData("http://api.openai.com/v1/files", """{"id":"file-1","object":"file"}""", 200)]
    [InlineData("http://api.anthropic.com/v1/messages/count_tokens", """{"input_tokens":12}""", 200)]
    public async Task OtherTraffic_IsNotRecorded(string address, string body, int status)
    {
        await using var server = await ServeAsync(body, status);
        using var http = LoopbackProvider.Client(_meter, server);
        using var failures = _meter.Collect<long>("llmcost.failures");

        using var response = await PostAsync(http, address);

        Assert.Equal(body, await response.Content.ReadAsStringAsync(Token));
        Assert.Empty(_meter.Observer.Records);
        Assert.Empty(failures.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task BackgroundResponse_IsBilledOnceWhenItIsComplete()
    {
        const string Background = "\"id\":\"resp-1\",\"object\":\"response\",\"model\":\"gpt-5.1\",\"background\":true";
        string[] bodies =
        [
            $$$"""{{{{Background}}},"status":"queued","output":[]}""",
            $$$"""{{{{Background}}},"status":"in_progress","output":[]}""",
            $$$"""{{{{Background}}},"status":"completed","output":[],"usage":{"input_tokens":1000,"output_tokens":100}}""",
        ];
        var served = 0;
        await using var server = await WireServer.StartAsync(context => context.Response.WriteAsJsonAsync(
            System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(bodies[Math.Min(served++, 2)])));
        using var http = LoopbackProvider.Client(_meter, server);

        using var started = await PostAsync(http, "http://api.openai.com/v1/responses");
        for (var i = 0; i < 4; i++)
        {
            await http.GetStringAsync(new Uri("http://api.openai.com/v1/responses/resp-1"), Token);
        }

        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task Bedrock_EventStream_IsRead()
    {
        byte[] body =
        [
            .. AwsEvents.Chunk(
                """{"type":"message_start","message":{"id":"m-1","model":"claude-sonnet-4-5-20250929","usage":"""
                    + """{"input_tokens":50,"output_tokens":1}}}"""),
            .. AwsEvents.Chunk("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"""),
            .. AwsEvents.Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":300}}"""),
        ];
        await using var server = await ServeAsync(body, contentType: "application/vnd.amazon.eventstream");
        using var meter = new TestMeter(options => options.ProviderHosts["bedrock.example"] = "aws.bedrock");
        using var http = LoopbackProvider.Client(meter, server);

        using var response = await PostAsync(
            http, "http://bedrock.example/model/global.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream");

        var record = meter.Record;
        Assert.Equal("global.anthropic.claude-sonnet-4-5-20250929-v1:0", record.RequestModel);
        Assert.Equal((new TokenUsage { Input = 50, Output = 300 }, true), (record.Usage, record.IsStreaming));
        Assert.Equal(((50 * 3m) + (300 * 15m)) / 1_000_000, record.Cost?.Total);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Bedrock_CountsInHeaders_AreRead()
    {
        await using var server = await ServeAsync(
            """{"generation":"Hello"}""",
            headers: [("X-Amzn-Bedrock-Input-Token-Count", "50"), ("X-Amzn-Bedrock-Output-Token-Count", "300")]);
        using var meter = new TestMeter(options => options.ProviderHosts["bedrock.example"] = "aws.bedrock");
        using var http = LoopbackProvider.Client(meter, server);

        using var response = await PostAsync(http, "http://bedrock.example/model/meta.llama3-70b-instruct-v1%3A0/invoke");

        Assert.Equal(new TokenUsage { Input = 50, Output = 300 }, meter.Record.Usage);
    }

    [Fact]
    public async Task Header_OfLiteLlm_IsTheCost()
    {
        await using var server = await ServeAsync(Response, headers: [("x-litellm-response-cost", "1.5e-3")]);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat);

        Assert.Equal((0.0015m, PriceSource.Provider), (_meter.Record.Cost?.Total, _meter.Record.PriceSource));
    }

    [Theory]
    [InlineData("0.0")]
    [InlineData("-1")]
    [InlineData("none")]
    public async Task Header_OfLiteLlmWithoutACost_IsIgnored(string value)
    {
        await using var server = await ServeAsync(Response, headers: [("x-litellm-response-cost", value)]);
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat);

        Assert.Equal((Cost, PriceSource.List), (_meter.Record.Cost?.Total, _meter.Record.PriceSource));
    }

    [Fact]
    public async Task NestedHandlers_CountOnce()
    {
        await using var server = await ServeAsync(Response);
        using var http = new HttpClient(new CostMeteringHandler(_meter.Meter)
        {
            InnerHandler = new CostMeteringHandler(_meter.Meter) { InnerHandler = LoopbackProvider.Network(server) },
        });

        using var first = await PostAsync(http, Chat);
        using var second = await PostAsync(http, Chat);

        Assert.Equal(2, _meter.Observer.Records.Count);
    }

    [Fact]
    public async Task BodyOfFiveMegabytes_IsReadCompletely()
    {
        var start = """{"id":"r-1","choices":[{"message":{"content":"""u8.ToArray();
        var text = Encoding.UTF8.GetBytes(new string('x', 1_000_000));
        await using var server = await WireServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(start);
            await context.Response.WriteAsync("\"");
            for (var i = 0; i < 5; i++)
            {
                await context.Response.Body.WriteAsync(text);
            }

            await context.Response.WriteAsync("\"}}],\"model\":\"gpt-5.1\",\"usage\":" + Usage + "}");
        });
        using var http = LoopbackProvider.Client(_meter, server);

        using var response = await PostAsync(http, Chat);

        Assert.InRange((await response.Content.ReadAsByteArrayAsync(Token)).Length, 5_000_000, 5_001_000);
        Assert.Equal(Cost, _meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task BodyThatDoesNotMatchItsMediaType_IsCounted_AndPassesUnchanged()
    {
        const string Broken = """{"usage":{"prompt_tokens":x},"choices":[]}""";
        await using var server = await ServeAsync(Broken);
        using var http = LoopbackProvider.Client(_meter, server);
        using var failures = _meter.Collect<long>("llmcost.failures");

        using var response = await PostAsync(http, Chat);

        Assert.Equal(Broken, await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(UnpricedReason.MissingUsage, _meter.Record.UnpricedReason);
        Assert.Equal(1, failures.LastMeasurement!.Value);
    }

    [Fact]
    public async Task Attempts_AreCountedInAMetric()
    {
        await using var server = await ServeAsync(Response);
        using var http = LoopbackProvider.Client(_meter, server);
        using var attempts = _meter.Collect<long>("llmcost.attempts");

        using var response = await PostAsync(http, Chat);

        Assert.Equal(1, attempts.LastMeasurement!.Value);
        Assert.Equal("openai", attempts.LastMeasurement.Tags["gen_ai.provider.name"]);
    }

    [Fact]
    public async Task AddCostMeteringHandler_UsesTheMeterOfTheContainer()
    {
        await using var server = await ServeAsync(Response);
        var services = new ServiceCollection();
        var observer = new RecordingObserver();
        services.AddCostMetering().AddObserver(observer);
        services.AddHttpClient("llm")
            .ConfigurePrimaryHttpMessageHandler(() => LoopbackProvider.Network(server))
            .AddCostMeteringHandler();
        await using var provider = services.BuildServiceProvider();

        using var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("llm");
        using var response = await PostAsync(http, Chat);

        Assert.Equal(Cost, observer.Single.Cost?.Total);
    }

    private void AssertPossiblyBilled(decimal estimate)
    {
        var record = _meter.Record;
        Assert.Equal(UnpricedReason.PossiblyBilled, record.UnpricedReason);
        Assert.Null(record.Cost);
        Assert.Equal(default, record.Usage);
        Assert.Equal(estimate, record.PossiblyBilledCost);
    }

    private static Task<WireServer> ServeAsync(
        string body, int status = 200, params (string Name, string Value)[] headers) =>
        ServeAsync(Encoding.UTF8.GetBytes(body), status, headers: headers);

    private static Task<WireServer> ServeAsync(
        byte[] body, int status = 200, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        WireServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            context.Response.ContentLength = body.Length;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.Body.WriteAsync(body);
        });

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient http, string address, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Content(Request) };
        return await http.SendAsync(request, completion, Token);
    }

    private static StringContent Content(string json) => new(json, Encoding.UTF8, "application/json");

    private static byte[] Compress(string text, Func<Stream, Stream> create)
    {
        using var compressed = new MemoryStream();
        using (var stream = create(compressed))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    /// <summary>Moves the model from the body to the address, as clients for other platforms do.</summary>
    private sealed class AdaptingHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!, "/models/gpt-5.1:rawPredict");
            request.Content = new StreamContent(Stream.Null);
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A server for a test method that is not async.</summary>
    private sealed class SynchronousServer(string body) : IDisposable
    {
        public WireServer Server { get; } = ServeAsync(body).GetAwaiter().GetResult();

        public void Dispose() => Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
