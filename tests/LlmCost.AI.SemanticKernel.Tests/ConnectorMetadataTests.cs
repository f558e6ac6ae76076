using System.ClientModel.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.AzureOpenAI;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Microsoft.SemanticKernel.Services;
using OpenAI.Chat;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace LlmCost.AI.Tests;

/// <summary>
/// The metadata of connectors that this project does not reference. The tests build it by hand, based on the source code of the
/// connectors.
/// </summary>
public sealed class ConnectorMetadataTests
{
    [Fact]
    public void OpenAI_IsReadLikeTheMetadataOfItsChatClient()
    {
        var usage = OpenAIChatModelFactory.ChatTokenUsage(
            outputTokenCount: 300,
            inputTokenCount: 2006,
            totalTokenCount: 2306,
            outputTokenDetails: OpenAIChatModelFactory.ChatOutputTokenUsageDetails(reasoningTokenCount: 192, audioTokenCount: 5),
            inputTokenDetails: OpenAIChatModelFactory.ChatInputTokenUsageDetails(audioTokenCount: 7, cachedTokenCount: 1920));
        var response = OpenAIChatModelFactory.ChatCompletion(id: "id", model: "gpt-5.1", usage: usage).AsChatResponse();

        var read = OpenAIUsage.ToUsageDetails(usage);

        Assert.Equal(ReportedCounts.From(response.Usage!), ReportedCounts.From(read));
    }

    [Fact]
    public void OpenAI_CacheWritesOfACompatibleProvider_AreRead()
    {
        const string Json = """
            {"prompt_tokens":100,"completion_tokens":5,"total_tokens":105,
             "prompt_tokens_details":{"cached_tokens":20,"cache_write_tokens":30}}
            """;

        var usage = ModelReaderWriter.Read<ChatTokenUsage>(BinaryData.FromString(Json))!;

        Assert.Equal(30, ReportedCounts.From(OpenAIUsage.ToUsageDetails(usage)).CacheWrite);
    }

    [Fact]
    public async Task Mistral_CountsAreInASeparateObject()
    {
        var record = await MeterAsync(
            Answer(new() { ["Id"] = "cmpl-1", ["Model"] = "mistral-large", ["Usage"] = new MistralUsage() }));

        Assert.Equal((10, 5), (record.Usage.TotalInput, record.Usage.TotalOutput));
        Assert.Equal("cmpl-1", record.ResponseId);
        Assert.Equal("mistral-large", record.ResponseModel);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
    }

    [Fact]
    public async Task Gemini_ThoughtsAreCountedSeparatelyFromCandidates()
    {
        var record = await MeterAsync(Answer(Gemini(prompt: 100, candidates: 20, thoughts: 30, cached: 60)));

        Assert.Equal((100, 60), (record.Usage.TotalInput, record.Usage.InputCacheRead));
        Assert.Equal((50, 30), (record.Usage.TotalOutput, record.Usage.OutputReasoning));
    }

    [Fact]
    public async Task Gemini_RepeatsARunningTotalInEachChunk()
    {
        var record = await MeterStreamAsync(
            Chunk(Gemini(prompt: 100, candidates: 5)), Chunk(Gemini(prompt: 100, candidates: 12)),
            Chunk(Gemini(prompt: 100, candidates: 20)));

        Assert.Equal((100, 20), (record.Usage.TotalInput, record.Usage.TotalOutput));
    }

    [Fact]
    public async Task Gemini_WithSeveralCandidates_IsOneRecord()
    {
        var record = await MeterAsync(Answer(Gemini(prompt: 100, candidates: 20)), Answer(Gemini(prompt: 100, candidates: 20)));

        Assert.Equal((100, 20), (record.Usage.TotalInput, record.Usage.TotalOutput));
    }

    [Fact]
    public async Task HuggingFace_CountsAreInItsMetadata()
    {
        var record = await MeterAsync(Answer(new()
        {
            ["Id"] = "hf-1", ["Model"] = "llama", ["UsagePromptTokens"] = 10, ["UsageCompletionTokens"] = 5,
            ["UsageTotalTokens"] = 15,
        }));

        Assert.Equal((10, 5), (record.Usage.TotalInput, record.Usage.TotalOutput));
        Assert.Equal("llama", record.ResponseModel);
    }

    [Fact]
    public async Task Ollama_EvaluationsAreCounted()
    {
        var record = await MeterAsync(Answer(new() { ["PromptEvalCount"] = 10, ["EvalCount"] = 5 }));

        Assert.Equal((10, 5), (record.Usage.TotalInput, record.Usage.TotalOutput));
    }

    [Fact]
    public async Task Bedrock_CountsAreInTheResponseOfConverse()
    {
        var record = await MeterAsync(Answer(null, new ConverseResponse()));

        Assert.Equal((10, 5), (record.Usage.TotalInput, record.Usage.TotalOutput));
        Assert.Equal(UsageSource.Reported, record.UsageSource);
    }

    [Fact]
    public async Task Bedrock_ReturnsAllMessagesOfItsLoop()
    {
        var request = new ChatMessageContent(
            AuthorRole.Tool, [new FunctionCallContent("get", "p", "1")], innerContent: new ConverseResponse());
        var result = new ChatMessageContent(AuthorRole.Tool, [new FunctionResultContent("get", "p", "1", "sunny")]);
        using var kernel = Kernel(new FixedService([request, result, Answer(null, new ConverseResponse())]));

        await kernel.PromptAsync(streamed: false);

        Assert.Equal([10, 10], kernel.Inputs);
    }

    [Fact]
    public async Task AnswerWithoutUsage_IsEstimated()
    {
        var record = await MeterAsync(Answer(null));

        Assert.Equal(UsageSource.Estimated, record.UsageSource);
        Assert.True(record.Usage.TotalInput > 0);
        Assert.True(record.Usage.TotalOutput > 0);
    }

    [Fact]
    public async Task ChunksWithDifferentIds_AreOneRecord()
    {
        var record = await MeterStreamAsync(
            Chunk(new() { ["Id"] = "1" }),
            Chunk(new() { ["Id"] = "2" }),
            Chunk(new() { ["Id"] = "3", ["PromptEvalCount"] = 10, ["EvalCount"] = 5 }));

        Assert.Equal((10, 5), (record.Usage.TotalInput, record.Usage.TotalOutput));
    }

    [Fact]
    public async Task UsageInAnUnknownFormat_IsIgnored()
    {
        var record = await MeterAsync(Answer(new() { ["Usage"] = "a lot" }));

        Assert.Equal(UsageSource.Estimated, record.UsageSource);
    }

    [Fact]
    public void Connectors_AreRecognizedByName()
    {
        var azure = Connector.Of(new AzureOpenAIChatCompletionService("prod", "https://prod.openai.azure.com", "none", "gpt-4o"));
        var openAI = Connector.Of(
            new OpenAIChatCompletionService("gpt-5.1", new Uri("https://gateway.example.com:8443/v1"), "none"));
        var other = Connector.Of(new FixedService([]));

        Assert.Equal(("azure.ai.openai", "prod"), (azure.ProviderName, azure.DefaultModelId));
        Assert.Equal("prod.openai.azure.com", azure.ProviderUri?.Host);
        Assert.Equal(("openai", "gpt-5.1"), (openAI.ProviderName, openAI.DefaultModelId));
        Assert.Equal(("gateway.example.com", 8443), (openAI.ProviderUri?.Host, openAI.ProviderUri?.Port));
        Assert.Equal((null, "asked-for"), (other.ProviderName, other.DefaultModelId));
    }

    private static Dictionary<string, object?> Gemini(int prompt, int candidates, int thoughts = 0, int cached = 0) => new()
    {
        ["PromptTokenCount"] = prompt,
        ["CandidatesTokenCount"] = candidates,
        ["CurrentCandidateTokenCount"] = candidates,
        ["ThoughtsTokenCount"] = thoughts,
        ["CachedContentTokenCount"] = cached,
        ["TotalTokenCount"] = prompt + candidates + thoughts,
    };

    private static ChatMessageContent Answer(Dictionary<string, object?>? metadata, object? inner = null) =>
        new(AuthorRole.Assistant, "Hello there.", "asked-for", inner, metadata: metadata);

    private static StreamingChatMessageContent Chunk(Dictionary<string, object?> metadata) =>
        new(AuthorRole.Assistant, "Hello", modelId: "asked-for", metadata: metadata);

    private static async Task<CostRecord> MeterAsync(params ChatMessageContent[] answers)
    {
        using var kernel = Kernel(new FixedService(answers));
        await kernel.PromptAsync(streamed: false);
        return kernel.Observer.Single;
    }

    private static async Task<CostRecord> MeterStreamAsync(params StreamingChatMessageContent[] chunks)
    {
        using var kernel = Kernel(new FixedService([], chunks));
        await kernel.PromptAsync(streamed: true);
        return kernel.Observer.Single;
    }

    private static TestKernel Kernel(IChatCompletionService service) => new((builder, _) =>
    {
        builder.Services.AddSingleton(service);
        builder.Services.AddCostMetering().AddSemanticKernel();
    });

    private sealed class FixedService(
        ChatMessageContent[] answers, params StreamingChatMessageContent[] chunks) : IChatCompletionService
    {
        public IReadOnlyDictionary<string, object?> Attributes { get; } =
            new Dictionary<string, object?> { [AIServiceExtensions.ModelIdKey] = "asked-for" };

        public Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
            ChatHistory chatHistory,
            PromptExecutionSettings? executionSettings = null,
            Kernel? kernel = null,
            CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<ChatMessageContent>>(answers);

        public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
            ChatHistory chatHistory,
            PromptExecutionSettings? executionSettings = null,
            Kernel? kernel = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var chunk in chunks)
            {
                await Task.CompletedTask;
                yield return chunk;
            }
        }
    }

    private sealed class MistralUsage
    {
        public int? PromptTokens { get; set; } = 10;

        public int? CompletionTokens { get; set; } = 5;

        public int? TotalTokens { get; set; } = 15;
    }

    private sealed class ConverseResponse
    {
        public BedrockUsage Usage { get; } = new();
    }

    private sealed class BedrockUsage
    {
        public int? InputTokens { get; set; } = 10;

        public int? OutputTokens { get; set; } = 5;

        public int? TotalTokens { get; set; } = 15;
    }
}
