using System.Buffers.Binary;
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace LlmCost.AI.Tests;

public sealed class OpenAIUsageEstimatorTests(ITestOutputHelper output)
{
    private readonly OpenAIUsageEstimator _estimator = new();

    /// <summary>A conversation from OpenAI's cookbook, with the count that OpenAI's service reported for it.</summary>
    [Theory]
    [InlineData("gpt-4-0613", 129)]
    [InlineData("gpt-3.5-turbo-0613", 129)]
    [InlineData("gpt-4o-2024-08-06", 124)]
    [InlineData("gpt-4o-mini", 124)]
    public void Messages_HaveTheCountOfTheProvider(string model, long reported)
    {
        ChatMessage[] messages =
        [
            System("You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
            System("New synergies will help drive top-line growth.", "example_user"),
            System("Things working well together will increase revenue.", "example_assistant"),
            System(
                "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
                "example_user"),
            System("Let's talk later when we're less busy about how to do better.", "example_assistant"),
            new(ChatRole.User, "This late pivot means we don't have time to boil the ocean for the client deliverable."),
        ];

        Assert.Equal(reported, _estimator.EstimateInput(model, messages, options: null));
    }

    /// <summary>A tool from OpenAI's cookbook, with the count that OpenAI's service reported for it.</summary>
    [Theory]
    [InlineData("gpt-4", 105)]
    [InlineData("gpt-3.5-turbo", 105)]
    [InlineData("gpt-4o", 101)]
    [InlineData("gpt-4o-mini", 101)]
    public void ToolDefinitions_HaveTheCountOfTheProvider(string model, long reported)
    {
        using var schema = JsonDocument.Parse("""
            {"type":"object","properties":{
              "location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},
              "unit":{"type":"string","description":"The unit of temperature to return","enum":["celsius","fahrenheit"]}},
             "required":["location"]}
            """);
        var tool = AIFunctionFactory.CreateDeclaration(
            "get_current_weather", "Get the current weather in a given location", schema.RootElement);
        ChatMessage[] messages =
        [
            System("You are a helpful assistant that can answer to questions about the weather."),
            new(ChatRole.User, "What's the weather like in San Francisco?"),
        ];

        Assert.Equal(reported, _estimator.EstimateInput(model, messages, new ChatOptions { Tools = [tool] }));
    }

    [Fact]
    public void Instructions_CountAsASystemMessage()
    {
        ChatMessage[] asMessage = [System("Be brief."), new(ChatRole.User, "Hi?")];

        Assert.Equal(
            _estimator.EstimateInput("gpt-4o", asMessage, options: null),
            _estimator.EstimateInput("gpt-4o", asMessage[1..], new ChatOptions { Instructions = "Be brief." }));
    }

    /// <summary>Examples from OpenAI's guide "Images and vision".</summary>
    [Theory]
    [InlineData(1024, 1024, null, 765)]
    [InlineData(2048, 4096, null, 1105)]
    [InlineData(4096, 8192, "low", 85)]
    [InlineData(512, 512, "high", 255)]
    public void Images_AreCountedInTiles(int width, int height, string? detail, long tokens)
    {
        foreach (var image in (byte[][])[Png(width, height), Jpeg(width, height), Gif(width, height)])
        {
            var content = new DataContent(image, "image/png");
            if (detail is not null)
            {
                content.AdditionalProperties = new() { ["detail"] = detail };
            }

            Assert.Equal(tokens, ImageInput(content));
        }
    }

    [Fact]
    public void ImageOfUnknownSize_CountsAsATypicalImage() => Assert.All(
        (AIContent[])
        [
            new UriContent("https://example.com/a.png", "image/png"), new DataContent(new byte[] { 1, 2, 3 }, "image/webp"),
        ],
        content => Assert.Equal(765, ImageInput(content)));

    [Theory]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' })]
    [InlineData(new byte[] { 0xFF, 0xD8 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x00, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 8, 0, 0, 0, 0, 0 })]
    public void DamagedImage_CountsAsATypicalImage(byte[] image) =>
        Assert.Equal(765, ImageInput(new DataContent(image, "image/png")));

    [Theory]
    [InlineData("gpt-5.1-2025-11-13", 2)]
    [InlineData("o3-mini", 2)]
    [InlineData("openai/gpt-4o", 2)]
    [InlineData("ft:gpt-4o-2024-08-06:acme::id", 2)]
    [InlineData("GPT-4", 2)]
    [InlineData("o10", null)]
    [InlineData("gpt-40", null)]
    [InlineData("claude-sonnet-4-5", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ModelWithoutAKnownTokenizer_UsesTheBuiltInEstimate(string? model, int? tokens) =>
        Assert.Equal(tokens, _estimator.EstimateOutput(model, "hello world"));

    [Theory]
    [InlineData("openai-chat-no-usage.json")]
    [InlineData("openai-chat-truncated.sse")]
    public async Task MissingUsage_IsEstimatedWithTheTokenizer_AndMarked(string file)
    {
        var record = await CallAsync(file, _estimator);

        Assert.Equal(UsageSource.Estimated, record.UsageSource);

        // The bodies without usage are from other providers' models, which the tokenizer may not support.
        var model = record.ResponseModel ?? record.RequestModel;
        var expected = _estimator.EstimateInput(model, [new ChatMessage(ChatRole.User, "What is it?")], null);
        Assert.Equal(expected ?? (("What is it?".Length + 3) / 4), record.Usage.Input);
    }

    [Fact]
    public async Task ReportedUsage_IsNotReplaced()
    {
        var record = await CallAsync("openai-chat-minimal.json", _estimator);

        Assert.Equal((UsageSource.Reported, 24), (record.UsageSource, record.Usage.Total));
    }

    [Fact]
    public async Task EstimatorThatThrows_FallsBackToTheBuiltInEstimate()
    {
        var record = await CallAsync("openai-chat-truncated.sse", new Throwing());

        Assert.Equal((UsageSource.Estimated, 3), (record.UsageSource, record.Usage.Input));
    }

    /// <summary>
    /// Compares estimates with reported counts. Many counts in the recorded bodies are made up so that tests detect mixed-up
    /// counts. The deviation of estimates from these counts is not meaningful.
    /// </summary>
    [Fact]
    public async Task Error_AgainstReportedCounts_IsMeasured()
    {
        output.WriteLine("body                                   reported out  tokenizer  four bytes");
        foreach (var file
            in (string[])
            [
                "openai-chat.json", "openai-chat.sse", "openai-chat-minimal.json", "azure-openai-chat.json", "deepseek-chat.json",
            ])
        {
            await using var server = await WireServer.StartAsync(file);
            using var client = Client(server.Address);
            var response = Path.GetExtension(file) is ".sse"
                ? await client.GetStreamingResponseAsync("What is it?", cancellationToken: TestContext.Current.CancellationToken)
                .ToChatResponseAsync(TestContext.Current.CancellationToken)
                : await client.GetResponseAsync("What is it?", cancellationToken: TestContext.Current.CancellationToken);
            var tokens = _estimator.EstimateOutput("gpt-4o", response.Text);

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{file,-38} {response.Usage!.OutputTokenCount,12}  {tokens,9}  {(response.Text.Length + 3) / 4,10}"));
            Assert.InRange(tokens!.Value, 1, response.Usage.OutputTokenCount!.Value);
        }
    }

    [Fact]
    public void AddOpenAITokenizers_Twice_RegistersOneEstimator()
    {
        var services = new ServiceCollection()
            .AddCostMetering().AddOpenAITokenizers().AddOpenAITokenizers().Services
            .BuildServiceProvider();

        Assert.IsType<OpenAIUsageEstimator>(Assert.Single(services.GetServices<IUsageEstimator>()));
    }

    private static ChatMessage System(string text, string? name = null) => new(ChatRole.System, text) { AuthorName = name };

    private long ImageInput(AIContent content) =>
        _estimator.EstimateInput("gpt-4o", [new ChatMessage(ChatRole.User, [content])], null)!.Value
        - _estimator.EstimateInput("gpt-4o", [new ChatMessage(ChatRole.User, (IList<AIContent>)[])], null)!.Value;

    private static async Task<CostRecord> CallAsync(string file, IUsageEstimator estimator)
    {
        var observer = new RecordingObserver();
        await using var server = await WireServer.StartAsync(file);
        await using var services = new ServiceCollection()
            .AddSingleton<ICostObserver>(observer)
            .AddSingleton(estimator)
            .BuildServiceProvider();
        using var meter = new CostMeter(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None }, services);
        using var client = Client(server.Address).AsBuilder().UseCostMetering(meter).Build();
        await Call.MakeAsync(client, streamed: Path.GetExtension(file) is ".sse");
        return observer.Single;
    }

    private static IChatClient Client(Uri address) => new OpenAIClient(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient(
            "gpt-4o").AsIChatClient();

    private static byte[] Png(int width, int height)
    {
        byte[] image = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(20), height);
        return image;
    }

    private static byte[] Gif(int width, int height)
    {
        byte[] image = [.. "GIF89a"u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(6), (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(8), (ushort)height);
        return image;
    }

    private static byte[] Jpeg(int width, int height)
    {
        byte[] image = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC2, 0, 17, 8, 0, 0, 0, 0, 3];
        BinaryPrimitives.WriteUInt16BigEndian(image.AsSpan(13), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(image.AsSpan(15), (ushort)width);
        return image;
    }

    private sealed class Throwing : IUsageEstimator
    {
        public long? EstimateInput(string? model, IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
            throw new InvalidOperationException();

        public long? EstimateOutput(string? model, string text) => throw new InvalidOperationException();
    }
}
