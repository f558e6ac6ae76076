using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>The endpoint of a client identifies the provider that bills the call.</summary>
public sealed class ProviderOfCallTests
{
    private readonly TestChatClient _provider = new();

    [Theory]
    [InlineData("https://llm.internal.example/v1", "llm.internal.example")]
    [InlineData("http://localhost:8000/v1", "localhost")]
    [InlineData("http://10.0.0.7/v1", "10.0.0.7")]
    public async Task OpenAIClient_UnknownHost_IsUnpricedUnderTheNameOfTheHost(string endpoint, string host)
    {
        using var meter = new TestMeter();
        using var calls = meter.Collect<long>("llmcost.unpriced.calls");

        await CallAsync(meter, "openai", endpoint, "gpt-4o");
        await CallAsync(meter, "openai", endpoint, "openai/gpt-4o");

        Assert.All(
            meter.Observer.Records,
            record => Assert.Equal(
                (host, null, UnpricedReason.UnknownModel), (record.ProviderName, record.Cost?.Total, record.UnpricedReason)));
        Assert.All(calls.GetMeasurementSnapshot(), call => Assert.Equal(host, call.Tags["gen_ai.provider.name"]));
        var warning = Assert.Single(meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
        Assert.Contains($"The provider at host '{host}' is unknown", warning.Message, StringComparison.Ordinal);
        Assert.Contains("LlmCost:ProviderHosts", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAIClient_WithoutEndpoint_KeepsItsName()
    {
        using var meter = new TestMeter();
        _provider.Metadata = new ChatClientMetadata("openai", null, "gpt-4o");

        await meter.Client(_provider).GetResponseAsync("hi", cancellationToken: Token);

        Assert.Equal(("openai", 0.0035m), (meter.Record.ProviderName, meter.Record.Cost?.Total));
    }

    [Fact]
    public async Task OpenAIClient_OfAnotherProvider_HasThatProvidersPrice()
    {
        using var meter = new TestMeter();

        await CallAsync(meter, "openai", "https://api.together.xyz/v1", "openai/gpt-oss-120b");

        Assert.Equal(
            ("together", (1_000 * 0.15m + 100 * 0.6m) / 1_000_000),
            (meter.Record.ProviderName, meter.Record.Cost?.Total));
    }

    [Fact]
    public async Task LocalHost_WithACustomPrice_IsFree()
    {
        using var meter = new TestMeter(options =>
            options.Prices.Add(new ModelPriceOptions { Provider = "localhost", Model = "*", Input = 0, Output = 0 }));

        await CallAsync(meter, "openai", "http://localhost:8000/v1", "llama-3.3-70b");

        Assert.Equal((0, PriceSource.Configuration), (meter.Record.Cost?.Total, meter.Record.PriceSource));
        Assert.DoesNotContain(meter.Logs.GetSnapshot(), log => log.Level is LogLevel.Warning);
    }

    [Theory]
    [InlineData("localhost:8000", "groq")]
    [InlineData("localhost:9000", "localhost")]
    public async Task ProviderHost_WithAPort_AppliesOnlyToThatPort(string key, string provider)
    {
        using var meter = new TestMeter(options =>
        {
            options.ProviderHosts[key] = "groq";
            options.Accounts[key] = "proxy";
        });

        await CallAsync(meter, "openai", "http://localhost:8000/v1", "openai/gpt-oss-20b");

        Assert.Equal(
            (provider, provider is "groq" ? "proxy" : null), (meter.Record.ProviderName, meter.Record.Account));
    }

    [Fact]
    public async Task UnknownHost_InThePatternsOfAPriceFile_HasThePriceOfTheFile()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            """
            [{"id":"acme","name":"Acme","api_pattern":"https://llm\\.acme\\.example","models":[
              {"id":"acme-1","match":{"equals":"acme-1"},"prices":{"input_mtok":2,"output_mtok":4}}]},
             {"id":"openai","name":"OpenAI","api_pattern":"https://api\\.openai\\.com","provider_match":{"contains":"openai"},
              "models":[{"id":"gpt-4o","match":{"equals":"gpt-4o"},"prices":{"input_mtok":2,"output_mtok":4}}]}]
            """,
            Token);
        using var meter = new TestMeter(options => options.PriceFiles.Add(file));

        await CallAsync(meter, "openai", "https://llm.acme.example/v1", "acme-1");
        await CallAsync(meter, "openai", "https://openai.acme.example/v1", "gpt-4o");
        File.Delete(file);

        Assert.Equal([0.0024m, null], meter.Observer.Records.Select(record => record.Cost?.Total));
    }

    [Fact]
    public async Task Host_IdentifiesTheRegion_WhoseRateApplies()
    {
        using var meter = new TestMeter();

        await CallAsync(meter, "openai", "https://eu.api.openai.com/v1", "gpt-5.4");
        await CallAsync(meter, "openai", "https://api.openai.com/v1", "gpt-5.4");

        Assert.Equal(["eu", null], meter.Observer.Records.Select(record => record.Region));
        Assert.Equal(1.1m, meter.Observer.Records.First().Cost?.Total / meter.Observer.Records.Last().Cost?.Total);
    }

    /// <summary>
    /// Anthropic's client includes cached tokens in the input for every provider. Bedrock's client excludes them.
    /// </summary>
    [Theory]
    [InlineData("https://bedrock-runtime.eu-central-1.amazonaws.com", "aws.bedrock")]
    [InlineData("https://us-east5-aiplatform.googleapis.com", "gcp.vertex_ai")]
    [InlineData("https://my-resource.services.ai.azure.com/anthropic", "azure.ai.openai")]
    [InlineData("https://api.moonshot.ai/anthropic", "moonshot_ai")]
    public async Task AnthropicsClient_ForAnotherProvider_CountsAsForAnthropic(string endpoint, string provider)
    {
        using var meter = new TestMeter();
        _provider.OnGetResponse = (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello."))
        {
            ModelId = "claude-sonnet-4-5-20250929",
            Usage = new UsageDetails
            {
                InputTokenCount = 1_000,
                CachedInputTokenCount = 700,
                OutputTokenCount = 100,
                TotalTokenCount = 1_100,
                AdditionalCounts = new() { ["CacheCreationInputTokens"] = 200 },
            },
        });

        await CallAsync(meter, "anthropic", endpoint, "claude-sonnet-4-5");

        Assert.Equal(provider, meter.Record.ProviderName);
        Assert.Equal((100, 700, 100), (meter.Record.Usage.Input, meter.Record.Usage.InputCacheRead, meter.Record.Usage.Output));
        Assert.Equal(1_100, meter.Record.Usage.Total);
    }

    [Theory]
    [InlineData("gcp.vertex_ai", "google/gemini-2.5-flash", "gemini-2.5-flash")]
    [InlineData("gcp.gemini", "google/gemini-2.5-flash", "gemini-2.5-flash")]
    [InlineData("azure.ai.openai", "openai/gpt-4o", "gpt-4o")]
    public void PrefixOfTheModelProvider_IsNotPartOfTheName(string provider, string model, string bare)
    {
        using var meter = new TestMeter();

        Assert.NotNull(meter.Meter.FindPrice(provider, model));
        Assert.Same(meter.Meter.FindPrice(provider, bare), meter.Meter.FindPrice(provider, model));
    }

    [Theory]
    [InlineData("openai", "somebody/gpt-4o")]
    [InlineData("anthropic", "openai/gpt-4o")]
    public void UnknownPrefixOrModel_IsUnknown(string provider, string model)
    {
        using var meter = new TestMeter();

        Assert.Null(meter.Meter.FindPrice(provider, model));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task CallAsync(TestMeter meter, string client, string endpoint, string model)
    {
        _provider.Metadata = new ChatClientMetadata(client, new Uri(endpoint), model);
        var answer = _provider.OnGetResponse;
        _provider.OnGetResponse = async (messages, options, token) =>
        {
            var response = await answer(messages, options, token);
            response.ModelId = client is "anthropic" ? response.ModelId : model;
            return response;
        };
        await meter.Client(_provider).GetResponseAsync("hi", cancellationToken: Token);
        _provider.OnGetResponse = answer;
    }
}
