using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.EndToEnd.Secrets;
using LlmCost.AI.Tests;
using Microsoft.Agents.AI;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using OpenAI;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace LlmCost.AI.EndToEnd;

/// <summary>No prompt, response or key leaves the app in a metric, log or span of the library.</summary>
/// <remarks>
/// Secrets are planted in all data that passes through the meter. The test then searches the bytes that the app sends to a
/// Collector: all metrics, the spans that the meter tags, and log records of all levels with their scopes and exceptions.
/// Semantic Kernel's own log records are excluded, because they contain prompts at trace level.
/// </remarks>
public sealed class SecretsTests : IDisposable
{
    private const string Spans = "app";

    private static readonly string[] s_feeds =
        ["good.json", "broken.json", "missing.json", "moved.json", "unsigned.json", "nobody.json", "named"];

    private readonly PlantedSecrets _secrets = new();
    private readonly ActivitySource _spans = new(Spans);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string _directory = Directory.CreateTempSubdirectory("llmcost").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _spans.Dispose();
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task SecretsInMeteredData_AreNotInExportedData()
    {
        await using var sink = await OtlpSink.StartAsync();
        await using var provider = await TalkativeProvider.StartAsync(_secrets);
        await using var feeds = await WireServer.StartAsync(AnswerFeedAsync);
        var plugins = new IndiscreetPlugins(_secrets);
        using (var app = CreateApp(sink, feeds, plugins))
        {
            await app.StartAsync(Token);
            var calls = 0;
            foreach (var client in Clients(app.Services, provider))
            {
                calls += await CallAsync(client);
            }

            calls += await EmbedAsync(app.Services, provider);
            calls += await UseMediaAsync(app.Services, new ScriptedMedia(_secrets));
            calls += await UseMediaAsync(
                app.Services, new ScriptedMedia(_secrets, new InvalidOperationException(_secrets["media-exception"])));
            calls += await RunKernelAsync(app.Services, provider);
            calls += await RunAgentAsync(app.Services, provider);
            Assert.Equal(calls, plugins.Records);
            await FeedsAreToldOfAsync(sink);
            await app.StopAsync(Token);
        }

        var exported = sink.Received;
        foreach (var told in new[]
        {
            "llmcost.usage.cost", "llmcost.failures", "llmcost.price_list.updates", "gen_ai.client.operation.duration",
            "gpt-4o-2024-11-20",
            "said by the app", "LlmCall", "MeteringFailed", "PriceListRejected", "gen_ai.usage.cost.amount",
            "llmcost.cost.amount", "System.InvalidOperationException", "dall-e-3", "whisper-1", "tts-1", "gpt-realtime",
        })
        {
            Assert.True(exported.AsSpan().IndexOf(Encoding.UTF8.GetBytes(told)) >= 0, $"'{told}' is not in the exported data.");
        }

        Assert.InRange(_secrets.Count, 90, 200);
        Assert.True(_secrets.FoundIn(exported).Count is 0, _secrets.Explain(exported));
    }

    [Fact]
    public async Task SecretThatTheAppItselfExports_IsFound()
    {
        await using var sink = await OtlpSink.StartAsync();
        await using var feeds = await WireServer.StartAsync(AnswerFeedAsync);
        using (var app = CreateApp(sink, feeds, new IndiscreetPlugins(_secrets)))
        {
            await app.StartAsync(Token);
            using (var span = _spans.StartActivity("request"))
            {
                span!.SetTag("note", _secrets["span"]);
            }

            try
            {
                throw new InvalidOperationException(_secrets["exception"]);
            }
            catch (InvalidOperationException e)
            {
#pragma warning disable CA1848, CA2254 // Simulates a careless app.
                app.Services.GetRequiredService<ILogger<SecretsTests>>().LogError(e, _secrets["log"]);
#pragma warning restore CA1848, CA2254
            }

            using (CostScope.Begin(feature: _secrets["feature"]))
            {
                await new ScriptedClient(_secrets).AsBuilder().UseCostMetering().Build(app.Services)
                    .GetResponseAsync("Hi?", cancellationToken: Token);
            }

            await app.StopAsync(Token);
        }

        Assert.Equal(
            [_secrets["exception"], _secrets["feature"], _secrets["log"], _secrets["span"]],
            _secrets.FoundIn(sink.Received));
    }

    private IHost CreateApp(OtlpSink sink, WireServer feeds, IndiscreetPlugins plugins)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "secrets" });
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Address.ToString();
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        builder.Configuration["OTEL_EXPORTER_OTLP_HEADERS"] = $"api-key={_secrets["otlp-header"]}";
        builder.AddLlmCostTelemetry();
        builder.Services.AddCostMetering(options => options.SemanticConventions = GenAIMetricConventions.V1_41)
            .AddObserver(plugins)
            .AddOpenAIUsage()
            .AddPriceFeeds(options => AddFeeds(options, feeds.Address));
        builder.Services.AddSingleton<IUsageReader>(plugins).AddSingleton<IUsageEstimator>(plugins);
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(
            options => options.Retry.Delay = TimeSpan.FromMilliseconds(10));
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(Spans).AddOtlpExporter(exporter => SendTo(exporter, sink, "v1/traces")));
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft.SemanticKernel", LogLevel.None)
            .AddOpenTelemetry(logging =>
        {
            (logging.IncludeFormattedMessage, logging.IncludeScopes, logging.ParseStateValues) = (true, true, true);
            logging.AddOtlpExporter(exporter => SendTo(exporter, sink, "v1/logs"));
        });
        return builder.Build();
    }

    private static void SendTo(OtlpExporterOptions exporter, OtlpSink sink, string path) =>
        (exporter.Protocol, exporter.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(sink.Address, path));

    /// <summary>Configures feeds that cover all kinds of failures and have keys in their addresses.</summary>
    private void AddFeeds(PriceFeedsOptions options, Uri server)
    {
        options.Directory = _directory;
        options.Timeout = TimeSpan.FromSeconds(30);
        foreach (var fate in new[] { "good", "broken", "missing", "moved", "unsigned" })
        {
            options.Sources.Add(
                new PriceFeedOptions { Url = new Uri(server, $"{fate}.json?key={_secrets[$"feed-{fate}"]}").AbsoluteUri });
        }

        options.Sources[^1].PublicKeys.Add(
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/"
                + "m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        options.Sources.Add(
            new PriceFeedOptions { Url = $"http://{listener.LocalEndpoint}/nobody.json?key={_secrets["feed-nobody"]}" });
        options.Sources.Add(
            new PriceFeedOptions { Url = new Uri(server, $"good/{_secrets["feed-path"]}.json").AbsoluteUri, Name = "named" });
    }

    private Task AnswerFeedAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        context.Response.Headers["X-Note"] = _secrets["feed-header"];
        if (path.StartsWith("/moved", StringComparison.Ordinal))
        {
            context.Response.Redirect($"http://elsewhere.example.com/{_secrets["feed-location"]}");
            return Task.CompletedTask;
        }

        context.Response.StatusCode = path.StartsWith("/missing", StringComparison.Ordinal)
            ? StatusCodes.Status404NotFound
            : StatusCodes.Status200OK;
        return context.Response.WriteAsync(path.StartsWith("/broken", StringComparison.Ordinal)
            ? "{"
            : """{"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{"gpt-4o":{"prices":"""
                + """[{"price":{"input":3,"output":12}}]}}}""");
    }

    /// <summary>
    /// Returns OpenAI's client, and clients that return correct responses, return incorrect responses or throw exceptions.
    /// </summary>
    private IEnumerable<IChatClient> Clients(IServiceProvider services, WireServer provider) =>
        from client in new IChatClient[]
        {
            OpenAI(provider).GetChatClient("gpt-4o").AsIChatClient(),
            new ScriptedClient(_secrets),
            new ScriptedClient(_secrets, hasUsage: false),
            new ScriptedClient(
                _secrets,
                new InvalidOperationException(
                    _secrets["provider-exception"], new IOException(_secrets["provider-inner-exception"]))),
            new ScriptedClient(_secrets, new OperationCanceledException(_secrets["cancelled"])),
        }
        select client.AsBuilder().UseCostMetering().Build(services);

    /// <summary>Returns OpenAI's client with secrets in all of its settings.</summary>
    private OpenAIClient OpenAI(WireServer provider)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new UriBuilder(new Uri(provider.Address, "v1"))
            {
                UserName = "user",
                Password = _secrets["openai-password"],
            }.Uri,
            OrganizationId = _secrets["organization"],
            ProjectId = _secrets["project"],
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(_http),
        };
        return new OpenAIClient(new ApiKeyCredential(_secrets["api-key"]), options);
    }

    /// <summary>Makes all kinds of calls.</summary>
    /// <returns>The number of calls.</returns>
    private async Task<int> CallAsync(IChatClient client)
    {
        using var span = _spans.StartActivity("request");
        using var call = _spans.StartActivity(
            "chat", ActivityKind.Client, parentContext: default, [KeyValuePair.Create("gen_ai.operation.name", (object?)"chat")]);
        using var scope = CostScope.Begin("said by the app");
        foreach (var text in new[] { _secrets["prompt"], "fail" })
        {
            await TryAsync(() => client.GetResponseAsync(Messages(text), Options(), Token));
            await TryAsync(() => client.GetStreamingResponseAsync(Messages(text), Options(), Token).ToListAsync(Token).AsTask());
        }

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await TryAsync(() => client.GetResponseAsync(Messages(_secrets["prompt"]), Options(), cancelled.Token));
        await TryAsync(async () =>
        {
            Activity.Current = span;
            await foreach (var _ in client.GetStreamingResponseAsync(Messages(_secrets["prompt"]), Options(), Token))
            {
                break;
            }
        });
        return 6;
    }

    private List<ChatMessage> Messages(string text) =>
    [
        new(ChatRole.System, _secrets["system"]),
        new(
            ChatRole.User,
            [
                new Microsoft.Extensions.AI.TextContent(text),
                new DataContent("data:image/png;base64,YQ==") { Name = _secrets["attachment"] },
            ])
        {
            AuthorName = "author",
            AdditionalProperties = new() { ["note"] = _secrets["message-property"] },
        },
    ];

    private ChatOptions Options() => new ChatOptions
    {
        Instructions = _secrets["instructions"],
        StopSequences = [_secrets["stop-sequence"]],
        Tools = [AIFunctionFactory.Create((string key) => key, "look_up", _secrets["tool-description"])],
        AdditionalProperties = new() { ["note"] = _secrets["option"] },
    };

    private async Task<int> EmbedAsync(IServiceProvider services, WireServer provider)
    {
        using var generator = OpenAI(provider).GetEmbeddingClient("text-embedding-3-small").AsIEmbeddingGenerator()
            .AsBuilder().UseCostMetering().Build(services);
        await generator.GenerateAsync([_secrets["embedded"]], cancellationToken: Token);
        await TryAsync(() => generator.GenerateAsync([_secrets["embedded"], "fail"], cancellationToken: Token));
        return 2;
    }

    /// <summary>Makes calls for images, speech in both directions, and a realtime session.</summary>
    private async Task<int> UseMediaAsync(IServiceProvider services, ScriptedMedia media)
    {
        using var painter = ((IImageGenerator)media).AsBuilder().UseCostMetering().Build(services);
        await TryAsync(() => painter.GenerateAsync(
            new ImageGenerationRequest(_secrets["image-prompt"]),
            new ImageGenerationOptions { AdditionalProperties = new() { ["note"] = _secrets["image-option"] } },
            Token));

        using var ear = ((ISpeechToTextClient)media).AsBuilder().UseCostMetering().Build(services);
        using var audio = new MemoryStream(Encoding.UTF8.GetBytes(_secrets["audio-heard"]));
        var hearing = new SpeechToTextOptions { AdditionalProperties = new() { ["prompt"] = _secrets["hearing-prompt"] } };
        await TryAsync(() => ear.GetTextAsync(audio, hearing, Token));
        await TryAsync(() => ear.GetStreamingTextAsync(audio, hearing, Token).ToListAsync(Token).AsTask());

        using var mouth = ((ITextToSpeechClient)media).AsBuilder().UseCostMetering().Build(services);
        var speaking = new TextToSpeechOptions
        {
            VoiceId = _secrets["voice"],
            AdditionalProperties = new() { ["instructions"] = _secrets["speaking-instructions"] },
        };
        await TryAsync(() => mouth.GetAudioAsync(_secrets["spoken"], speaking, Token));
        await TryAsync(() => mouth.GetStreamingAudioAsync(_secrets["spoken"], speaking, Token).ToListAsync(Token).AsTask());

        using var talker = ((IRealtimeClient)media).AsBuilder().UseCostMetering().Build(services);
        await using var session = await talker.CreateSessionAsync(
            new RealtimeSessionOptions { Instructions = _secrets["session-instructions"] }, Token);
        await TryAsync(() => session.GetStreamingResponseAsync(Token).ToListAsync(Token).AsTask());
        return 6;
    }

    /// <summary>Runs a prompt and the round trips of a tool through Semantic Kernel's connector.</summary>
    private async Task<int> RunKernelAsync(IServiceProvider services, WireServer provider)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(services.GetRequiredService<CostMeter>())
            .AddSingleton(services.GetRequiredService<ILoggerFactory>());
        builder.AddOpenAIChatCompletion("gpt-4o", OpenAI(provider));
        builder.Services.AddCostMetering().AddSemanticKernel();
        var kernel = builder.Build();
        kernel.Plugins.AddFromFunctions(
            "p", [KernelFunctionFactory.CreateFromMethod((string key) => _secrets["tool-result"], "look_up")]);
        var arguments = new KernelArguments(
            new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() })
        {
            ["text"] = _secrets["kernel-argument"],
        };

        await kernel.InvokePromptAsync(
            $"{_secrets["kernel-prompt"]} use a tool {{{{$text}}}}", arguments, cancellationToken: Token);
        await TryAsync(() => kernel.InvokePromptAsync($"{_secrets["kernel-prompt"]} fail", cancellationToken: Token));
        return 3;
    }

    private async Task<int> RunAgentAsync(IServiceProvider services, WireServer provider)
    {
        var client = OpenAI(provider).GetChatClient("gpt-4o").AsIChatClient().AsBuilder().UseCostMetering().Build(services);
        var agent = new ChatClientAgent(
            client, instructions: _secrets["agent-instructions"], name: "writer", description: _secrets["agent-description"])
            .AsBuilder().UseCostAttribution().Build();
        await agent.RunAsync(_secrets["agent-prompt"], cancellationToken: Token);
        await TryAsync(() => agent.RunAsync($"{_secrets["agent-prompt"]} fail", cancellationToken: Token));
        return 2;
    }

    /// <summary>Waits until the log mentions each feed.</summary>
    private static async Task FeedsAreToldOfAsync(OtlpSink sink) => await Poll.UntilAsync(
        _ => Task.FromResult(
            s_feeds.Where(feed => sink.Received.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{feed} ")) < 0).ToList()),
        accept: missing => missing.Count is 0,
        explain: missing => $"The log does not mention {string.Join(", ", missing)}.",
        Token);

    /// <summary>Makes a call that may fail. Only the output of the meter matters.</summary>
    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e)
            when (e is ClientResultException or HttpOperationException or InvalidOperationException or OperationCanceledException)
        {
            // The app itself may see the secret in the exception.
        }
    }
}
