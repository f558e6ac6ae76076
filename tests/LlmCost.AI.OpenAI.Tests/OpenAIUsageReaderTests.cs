using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using Azure.AI.OpenAI;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Images;
using OpenAIImageOptions = OpenAI.Images.ImageGenerationOptions;

namespace LlmCost.AI.Tests;

/// <summary>
/// Reads recorded responses through the real clients. The usage includes counts that the clients omit. The cost is exact to the
/// last digit.
/// </summary>
public sealed class OpenAIUsageReaderTests
{
    private const decimal Million = 1_000_000;

    private static readonly TokenUsage s_chat = new()
    {
        Input = 15, InputCacheRead = 1920, InputCacheWrite = 64, InputAudio = 7, Output = 103, OutputReasoning = 192,
        OutputAudio = 5,
    };

    private static readonly TokenUsage s_responses =
        new() { Input = 22, InputCacheRead = 1920, InputCacheWrite = 64, Output = 108, OutputReasoning = 192 };

    [Theory]
    [InlineData("openai-chat.json")]
    [InlineData("openai-chat.sse")]
    public async Task Chat_HasCacheWritesAndTheActualTier(string file)
    {
        var record = await CallAsync(file);

        Assert.Equal(s_chat, record.Usage);
        Assert.Equal("priority", record.ServiceTier);

        // In the priority tier, GPT-5.1 costs twice the standard prices: 1.25 USD for input, 0.125 for cache reads, and 10 for
        // output.
        // Cache writes are not charged separately.
        Assert.Equal(2 * ((86 * 1.25m) + (1920 * 0.125m) + (300 * 10m)) / Million, record.Cost?.Total);
        Assert.Equal(UsageAnomalies.None, record.Anomalies);
    }

    [Theory]
    [InlineData("azure-openai-chat.json")]
    [InlineData("azure-openai-chat.sse")]
    public async Task AzureChat_HasCacheWrites(string file)
    {
        var record = await CallAsync(file, "azure.ai.openai");

        Assert.Equal(s_chat.Total, record.Usage.Total);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
    }

    [Theory]
    [InlineData("openai-responses.json", UsageSource.Reported)]
    [InlineData("openai-responses.sse", UsageSource.Reported)]
    [InlineData("openai-responses-incomplete.sse", UsageSource.Reported)]
    public async Task Responses_HaveCacheWritesTierAndEachHostedToolOnce(string file, UsageSource source)
    {
        var record = await CallAsync(file);

        Assert.Equal((s_responses, source), (record.Usage, record.UsageSource));
        Assert.Equal("flex", record.ServiceTier);
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 1 }], record.Quantities);
        Assert.True(record.IsComplete);
    }

    [Fact]
    public async Task FailedResponse_IsBilledForItsUsage()
    {
        var record = await CallAsync("openai-responses-failed.sse");

        Assert.Equal(2306, record.Usage.Total);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
    }

    [Theory]
    [InlineData("openrouter-chat.json")]
    [InlineData("openrouter-chat.sse")]
    public async Task OpenRouter_ReportedCost_IsUsedToTheLastDecimal(string file)
    {
        var record = await CallAsync(file, "openrouter");

        Assert.Equal(new TokenUsage { Input = 100, InputCacheRead = 1000, InputCacheWrite = 100, Output = 50 }, record.Usage);
        Assert.Equal((0.00345m, PriceSource.Provider), (record.Cost?.Total, record.PriceSource));
    }

    [Fact]
    public async Task XAI_ReportedCost_IsUsed_AndReasoningIsSeparateFromTheOutput()
    {
        var record = await CallAsync("compat-reasoning-outside-output.json", "x_ai");

        Assert.Equal(new TokenUsage { Input = 27, InputCacheRead = 5, Output = 9, OutputReasoning = 94 }, record.Usage);
        Assert.Equal((0.000052m, PriceSource.Provider), (record.Cost?.Total, record.PriceSource));
    }

    [Fact]
    public async Task CostFromAnotherEndpoint_IsIgnored()
    {
        var record = await CallAsync("openrouter-chat.json", "some-gateway");

        Assert.NotEqual(PriceSource.Provider, record.PriceSource);
    }

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("1e-7", 0.0000001)]
    [InlineData("0", 0.0)]
    [InlineData("null", null)]
    [InlineData("\"much\"", null)]
    public async Task OpenRouter_CostInAnyNumberFormat_IsExact(string cost, double? expected)
    {
        var body = (await File.ReadAllTextAsync(
            WireServer.BodyPath("openrouter-chat.json"), TestContext.Current.CancellationToken))
            .Replace("\"cost\":0.00345", $"\"cost\":{cost}", StringComparison.Ordinal);
        await using var server = await WireServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });

        var record = await CallAsync("openrouter-chat.json", "openrouter", server);

        Assert.Equal(expected is null ? PriceSource.List : PriceSource.Provider, record.PriceSource);
        Assert.Equal((decimal?)expected ?? record.ListCost, record.Cost?.Total);
    }

    [Theory]
    [InlineData("openai-chat-minimal.json", 24)]
    [InlineData("openai-compat-usage-every-chunk.sse", 23)]
    [InlineData("compat-hidden-thinking.json", 115)]
    [InlineData("deepseek-chat.json", 1200)]
    public async Task CompatibleServers_HaveTheSameUsageWithoutAReader(string file, long total)
    {
        var record = await CallAsync(file);

        Assert.Equal(total, record.Usage.Total);
    }

    [Theory]
    [InlineData("openai-chat-no-usage.json")]
    [InlineData("openai-chat-truncated.sse")]
    public async Task AnswerWithoutUsage_IsEstimated(string file) =>
        Assert.Equal(UsageSource.Estimated, (await CallAsync(file)).UsageSource);

    [Fact]
    public async Task TranscriptionBilledPerSecond_IsBilledForItsSeconds()
    {
        await using var server = await WireServer.StartAsync("openai-transcription-duration.json");
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "openai", readers: [new OpenAIUsageReader()]);
        using var client = OpenAI(server.Address).GetAudioClient("whisper-1").AsISpeechToTextClient()
            .AsBuilder().UseCostMetering(meter.Meter).Build();
        using var audio = new MemoryStream([1, 2, 3]);

        await client.GetTextAsync(audio, cancellationToken: TestContext.Current.CancellationToken);

        // 9 seconds at 0.006 USD per minute.
        Assert.Equal((UsageSource.Reported, 9 * 0.006m / 60), (meter.Record.UsageSource, meter.Record.Cost?.Total));
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.InputAudioSecond, Quantity = 9 }], meter.Record.Quantities);
    }

    [Fact]
    public async Task Images_TextAndImageTokensOfTheAnswerAreSeparate()
    {
        var body = (await File.ReadAllTextAsync(WireServer.BodyPath("openai-images.json"), TestContext.Current.CancellationToken))
            .Replace(
                "\"image_tokens\": 4160, \"text_tokens\": 0",
                "\"image_tokens\": 4060, \"text_tokens\": 100",
                StringComparison.Ordinal);
        await using var server = await WireServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "openai", readers: [new OpenAIUsageReader()]);
        using var generator = OpenAI(server.Address).GetImageClient("gpt-image-1.5").AsIImageGenerator()
            .AsBuilder().UseCostMetering(meter.Meter).Build();

        await generator.GenerateAsync(
            new ImageGenerationRequest("a cat"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new TokenUsage { Input = 10, InputImage = 40, Output = 100, OutputImage = 4060 }, meter.Record.Usage);
    }

    [Theory]
    [InlineData("dall-e-3", "hd", "1024x1792", "hd/1024x1792", 0.12)]
    [InlineData("dall-e-3", "hd", null, "hd/1024x1024", 0.08)]
    [InlineData("dall-e-3", null, "1024x1792", "1024x1792", 0.08)]
    [InlineData("dall-e-3", null, null, null, 0.04)]
    [InlineData("dall-e-2", null, "256x256", "256x256", 0.016)]
    [InlineData("dall-e-2", null, null, "1024x1024", 0.02)]
    [InlineData("dall-e-2", null, "auto", "1024x1024", 0.02)]
    public async Task Images_QualityAndSizeInOptionsOfTheClient_DetermineThePrice(
        string model, string? quality, string? size, string? kind, double price)
    {
        await using var server = await WireServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"created": 1764000000, "data": [{"url": "https://p.example.com/1"}]}""");
        });
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "openai", readers: [new OpenAIUsageReader()]);
        using var generator = OpenAI(server.Address).GetImageClient(model).AsIImageGenerator()
            .AsBuilder().UseCostMetering(meter.Meter).Build();
        var created = 0;

        await generator.GenerateAsync(
            new ImageGenerationRequest("a cat"),
            new Microsoft.Extensions.AI.ImageGenerationOptions
            {
                RawRepresentationFactory = _ =>
                {
                    created++;
                    return new OpenAIImageOptions
                    {
                        Quality = quality is null ? default(GeneratedImageQuality?) : new GeneratedImageQuality(quality),
                        Size = size is null ? default(GeneratedImageSize?) : SizeOf(size),
                    };
                },
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(1, created);
        Assert.Equal((decimal)price, meter.Record.Cost?.Total);
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.Image, Quantity = 1, Kind = kind }], meter.Record.Quantities);
        Assert.Equal(UsageSource.Requested, meter.Record.UsageSource);

        static GeneratedImageSize SizeOf(string size) => size.Split('x') is [var width, var height]
            ? new(int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture))
            : GeneratedImageSize.Auto;
    }

    [Fact]
    public void ImageOptionsOfAnotherClient_AreIgnored() =>
        Assert.False(new OpenAIUsageReader().TryReadImageOptions(new object(), out _));

    [Fact]
    public void AddOpenAIUsage_Twice_RegistersOneReader()
    {
        var services = new ServiceCollection()
            .AddCostMetering().AddOpenAIUsage().AddOpenAIUsage().Services
            .BuildServiceProvider();

        Assert.IsType<OpenAIUsageReader>(Assert.Single(services.GetServices<IUsageReader>()));
    }

    private static async Task<CostRecord> CallAsync(string file, string? provider = null, WireServer? other = null)
    {
        await using var server = await WireServer.StartAsync(file);
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "openai", readers: [new OpenAIUsageReader()]);
        using var client = meter.Client(Client(file, (other ?? server).Address), metering => metering.ProviderName = provider);
        await Call.MakeAsync(client, streamed: Path.GetExtension(file) is ".sse");
        return meter.Record;
    }

    private static OpenAIClient OpenAI(Uri address) => new(
        new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) });

    private static IChatClient Client(string file, Uri address)
    {
        var (key, noRetries) = (new ApiKeyCredential("none"), new ClientRetryPolicy(0));
        if (file.StartsWith("azure", StringComparison.Ordinal))
        {
            return new AzureOpenAIClient(address, key, new AzureOpenAIClientOptions { RetryPolicy = noRetries })
                .GetChatClient("the-deployment")
                .AsIChatClient();
        }

        var client = OpenAI(address);
        return file.StartsWith("openai-responses", StringComparison.Ordinal)
            ? client.GetResponsesClient().AsIChatClient("the-deployment")
            : client.GetChatClient("the-deployment").AsIChatClient();
    }
}
