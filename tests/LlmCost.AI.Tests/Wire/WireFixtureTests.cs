using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests recorded responses of providers, read through the real clients. Usage and cost are exact to the last token and digit.
/// </summary>
public sealed class WireFixtureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> ChatFiles => [.. WireBodies.All.Keys];

    [Theory]
    [MemberData(nameof(ChatFiles))]
    public async Task Chat_ThroughTheRealClient_HasExactUsageAndCost(string file)
    {
        var expected = WireBodies.All[file];
        await using var server = await WireServer.StartAsync(file);
        using var meter = new TestMeter(options => options.ProviderHosts["127.0.0.1"] = WireClients.ProviderOf(file));
        using var provider = WireClients.Chat(file, server.Address, "the-deployment");
        using var observing = new ObservingClient(provider);
        using var client = meter.Client(observing, metering => metering.ProviderName = expected.Provider);

        var call = Path.GetExtension(file) is ".json"
            ? client.GetResponseAsync("Hi?", cancellationToken: Token)
            : client.GetStreamingResponseAsync("Hi?", cancellationToken: Token).ToChatResponseAsync(Token);
        var thrown = await Record.ExceptionAsync(() => call);

        Assert.Equal(expected.Error, thrown?.GetType().Name);
        Assert.Equal(expected.Reported, observing.Usages);
        var record = meter.Record;
        Assert.Equal(expected.Usage, record.Usage);
        Assert.Equal(expected.Source, record.UsageSource);
        Assert.Equal(expected.Anomalies, record.Anomalies);
        Assert.Equal(expected.Cost, record.Cost?.Total);
        Assert.Equal(expected.Cost is null ? UnpricedReason.UnknownModel : UnpricedReason.None, record.UnpricedReason);
        Assert.Equal(expected.Model, record.ResponseModel);
        Assert.Equal("the-deployment", record.RequestModel);
        Assert.Equal(thrown is null ? CallOutcome.Completed : CallOutcome.Failed, record.Outcome);
        Assert.Equal(thrown?.GetType().FullName, record.ErrorType);
    }

    /// <summary>
    /// Shows why the meter does not use the framework's sum: Microsoft.Extensions.AI treats every usage update of a stream as a
    /// delta.
    /// </summary>
    [Fact]
    public async Task Chat_UsageInEveryChunk_IsAddedUpByTheFramework_ButNotByTheMeter()
    {
        const string File = "openai-compat-usage-every-chunk.sse";
        await using var server = await WireServer.StartAsync(File);
        using var meter = new TestMeter();
        using var client = meter.Client(WireClients.Chat(File, server.Address, "the-deployment"));

        var response = await client.GetStreamingResponseAsync("Hi?", cancellationToken: Token).ToChatResponseAsync(Token);

        Assert.Equal(new Reported(80, 9, 89) { More = "" }, Reported.From(response.Usage));
        Assert.Equal(23, meter.Record.Usage.Total);
    }

    /// <summary>No token is lost: the disjoint counts contain all billed counts of the client.</summary>
    [Theory]
    [MemberData(nameof(ChatFiles))]
    public void Chat_DisjointCounts_AddUpToTheReportedCounts(string file)
    {
        var body = WireBodies.All[file];

        if (body.Reported is [.., var last])
        {
            Assert.Equal(last.Total, body.Usage.Total);
        }
        else
        {
            Assert.Equal(UsageSource.Estimated, body.Source);
        }
    }

    [Fact]
    public async Task Embeddings_OpenAI_HaveExactUsageAndCost()
    {
        await using var server = await WireServer.StartAsync("openai-embeddings.json");
        var generator = WireClients.OpenAI(server.Address).GetEmbeddingClient("text-embedding-3-small").AsIEmbeddingGenerator();

        var usage = (await generator.GenerateAsync(["hi"], cancellationToken: Token)).Usage;

        Assert.Equal(new Reported(8, null, 8), Reported.From(usage));
        AssertCost("openai", "text-embedding-3-small", usage, new TokenUsage { Input = 8 }, 8 * 0.02m / 1_000_000);
    }

    [Fact]
    public async Task Embeddings_Ollama_HaveExactUsage_AndAreFree()
    {
        await using var server = await WireServer.StartAsync("ollama-embed.json");
        using var client = new OllamaSharp.OllamaApiClient(server.Address, "all-minilm");

        var usage =
            (await ((IEmbeddingGenerator<string, Embedding<float>>)client).GenerateAsync(["hi"], cancellationToken: Token)).Usage;

        Assert.Equal(new Reported(8, null, 8), Reported.From(usage));
        AssertCost("ollama", "all-minilm", usage, new TokenUsage { Input = 8 }, 0);
    }

    [Fact]
    public async Task Images_OpenAI_HaveExactUsageAndCost()
    {
        await using var server = await WireServer.StartAsync("openai-images.json");
        using var generator = WireClients.OpenAI(server.Address).GetImageClient("gpt-image-1").AsIImageGenerator();

        var usage = (await generator.GenerateAsync(new ImageGenerationRequest("a cat"), cancellationToken: Token)).Usage;

        Assert.Equal(
            new Reported(50, 4160, 4210) { More = "InputTokenDetails.ImageTokenCount=40, InputTokenDetails.TextTokenCount=10" },
            Reported.From(usage));
        AssertCost(
            "openai",
            "gpt-image-1",
            usage,
            new TokenUsage { Input = 10, InputImage = 40, Output = 4160 },
            (10 * 5m + 40 * 10m + 4160 * 40m) / 1_000_000);
    }

    [Theory]
    [InlineData("openai-transcription-tokens.json")]
    [InlineData("openai-transcription.sse")]
    public async Task Transcription_BilledPerToken_HasExactUsageAndCost(string file)
    {
        await using var server = await WireServer.StartAsync(file);
        using var client = WireClients.OpenAI(server.Address).GetAudioClient("gpt-4o-transcribe").AsISpeechToTextClient();
        using var audio = new MemoryStream([1, 2, 3]);

        var response = Path.GetExtension(file) is ".json"
            ? await client.GetTextAsync(audio, cancellationToken: Token)
            : await client.GetStreamingTextAsync(audio, cancellationToken: Token).ToSpeechToTextResponseAsync(Token);

        Assert.Equal(new Reported(14, 45, 59) { InputAudio = 10, InputText = 4 }, Reported.From(response.Usage));
        AssertCost(
            "openai",
            "gpt-4o-transcribe",
            response.Usage,
            new TokenUsage { Input = 4, InputAudio = 10, Output = 45 },
            (4 * 2.5m + 10 * 6m + 45 * 10m) / 1_000_000);
    }

    [Fact]
    public async Task Transcription_BilledPerSecond_HasNoTokenUsage()
    {
        await using var server = await WireServer.StartAsync("openai-transcription-duration.json");
        using var client = WireClients.OpenAI(server.Address).GetAudioClient("whisper-1").AsISpeechToTextClient();
        using var audio = new MemoryStream([1, 2, 3]);

        Assert.Null((await client.GetTextAsync(audio, cancellationToken: Token)).Usage);
    }

    [Fact]
    public async Task Speech_Streamed_HasExactUsageAndCost()
    {
        await using var server = await WireServer.StartAsync("openai-speech.sse");
        using var client = WireClients.OpenAI(server.Address).GetAudioClient("gpt-4o-mini-tts").AsITextToSpeechClient();

        var response = await client.GetStreamingAudioAsync("hi", cancellationToken: Token).ToTextToSpeechResponseAsync(Token);

        Assert.Equal(new Reported(14, 101, 115), Reported.From(response.Usage));
        AssertCost(
            "openai", "gpt-4o-mini-tts", response.Usage, new TokenUsage { Input = 14, Output = 101 },
            (14 * 0.6m + 101 * 12m) / 1_000_000);
    }

    /// <summary>
    /// Tests bedrock-converse.json. The client is not in the package registry, so the counts are built by hand as in its source
    /// code.
    /// </summary>
    [Fact]
    public void Bedrock_CacheOutsideInput_HasExactUsageAndCost() => AssertCost(
        "aws.bedrock",
        "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        new UsageDetails
        {
            InputTokenCount = 50,
            OutputTokenCount = 300,
            TotalTokenCount = 11_850,
            AdditionalCounts = new() { ["CacheReadInputTokens"] = 10_000, ["CacheWriteInputTokens"] = 1500 },
        },
        new TokenUsage { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1500, Output = 300 },
        (50 * 3m + 10_000 * 0.30m + 1500 * 3.75m + 300 * 15m) / 1_000_000);

    /// <summary>
    /// Tests gemini-generatecontent.json. The clients are not in the package registry, so the counts are built by hand as in
    /// their source code.
    /// </summary>
    [Theory]
    [InlineData("gcp.gen_ai", 100)]
    [InlineData("mscc", 500)]
    public void Gemini_ThoughtsOutsideOrWithinTheCandidates_HaveExactUsageAndCost(string client, long output)
    {
        var details = new UsageDetails
        {
            InputTokenCount = 2000,
            OutputTokenCount = output,
            TotalTokenCount = 2560,
            CachedInputTokenCount = 1500,
            ReasoningTokenCount = 400,
            AdditionalCounts = new() { ["ToolUsePromptTokenCount"] = 60 },
        };

        var usage = TokenUsage.FromUsageDetails(details, client);

        Assert.Equal(new TokenUsage { Input = 560, InputCacheRead = 1500, Output = 100, OutputReasoning = 400 }, usage);
        Assert.Equal(2560, usage.Total);
        Assert.True(PriceCatalog.Default.TryGetPrice("gcp.gen_ai", "gemini-2.5-flash", DateTimeOffset.UnixEpoch, out var price));
        Assert.Equal(
            (560 * 0.30m + 1500 * 0.03m + 500 * 2.50m) / 1_000_000, price.Calculate(usage).Total);
    }

    [Fact]
    public void EveryBody_HasATest()
    {
        string[] others =
        [
            "bedrock-converse.json", "gemini-generatecontent.json", "ollama-embed.json", "openai-embeddings.json",
            "openai-images.json",
            "openai-speech.sse", "openai-transcription-duration.json", "openai-transcription-tokens.json",
            "openai-transcription.sse",
        ];
        var files = Directory.GetFiles(Path.GetDirectoryName(WireServer.BodyPath("any"))!).Select(Path.GetFileName);

        Assert.Equal(files.Order(StringComparer.Ordinal), others.Concat(WireBodies.All.Keys).Order(StringComparer.Ordinal));
    }

    private static void AssertCost(string provider, string model, UsageDetails? reported, TokenUsage expected, decimal cost)
    {
        var usage = TokenUsage.FromUsageDetails(reported!, provider);

        Assert.Equal(expected, usage);
        Assert.Equal(reported!.TotalTokenCount, usage.Total);
        Assert.True(PriceCatalog.Default.TryGetPrice(provider, model, DateTimeOffset.UtcNow, out var price));
        Assert.Equal(cost, price.Calculate(usage).Total);
    }

    /// <summary>Records the usage that the provider's client reports, and returns the response unchanged.</summary>
    private sealed class ObservingClient(IChatClient inner) : DelegatingChatClient(inner)
    {
        public List<Reported> Usages { get; } = [];

        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            Note(response.Usage);
            return response;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                foreach (var usage in update.Contents.OfType<UsageContent>())
                {
                    Note(usage.Details);
                }

                yield return update;
            }
        }

        private void Note(UsageDetails? usage)
        {
            if (Reported.From(usage) is { } reported)
            {
                Usages.Add(reported);
            }
        }
    }
}
