namespace LlmCost.AI.Tests;

/// <summary>Tests facts of the catalog, which are repeated here from the providers' pages.</summary>
public sealed class CatalogFactsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("openai", "gpt-4o", 2.5, 10)]
    [InlineData("openai", "gpt-4o-mini", 0.15, 0.6)]
    [InlineData("openai", "gpt-4.1", 2, 8)]
    [InlineData("openai", "gpt-4.1-mini", 0.4, 1.6)]
    [InlineData("openai", "gpt-5", 1.25, 10)]
    [InlineData("openai", "gpt-5-mini", 0.25, 2)]
    [InlineData("openai", "gpt-5.4", 2.5, 15)]
    [InlineData("openai", "gpt-5.6-sol", 4, 20)]
    [InlineData("openai", "o1", 15, 60)]
    [InlineData("openai", "o3", 2, 8)]
    [InlineData("openai", "o4-mini", 1.1, 4.4)]
    [InlineData("openai", "ft:gpt-4o-2024-08-06:acme::a1b2", 3.75, 15)]
    [InlineData("anthropic", "claude-opus-5", 5, 25)]
    [InlineData("anthropic", "claude-opus-4-1", 15, 75)]
    [InlineData("anthropic", "claude-sonnet-5", 2, 10)]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", 3, 15)]
    [InlineData("anthropic", "claude-haiku-4-5-20251001", 1, 5)]
    [InlineData("gcp.gemini", "models/gemini-2.5-pro", 1.25, 10)]
    [InlineData("gcp.gemini", "gemini-2.5-flash", 0.3, 2.5)]
    [InlineData("gcp.vertex_ai", "publishers/google/models/gemini-2.5-flash-lite", 0.1, 0.4)]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-5@20250929", 3, 15)]
    [InlineData("azure.ai.openai", "gpt-4.1-2025-04-14", 2, 8)]
    [InlineData("aws.bedrock", "amazon.nova-pro-v1:0", 0.8, 3.2)]
    [InlineData("aws.bedrock", "eu.amazon.nova-pro-v1:0", 1.05, 4.2)]
    [InlineData("mistral_ai", "mistral-large-2512", 0.5, 1.5)]
    [InlineData("deepseek", "deepseek-chat", 0.15, 0.6)]
    [InlineData("x_ai", "grok-4.3", 1.25, 2.5)]
    [InlineData("groq", "llama-3.3-70b-versatile", 0.59, 0.79)]
    [InlineData("cohere", "command-a-03-2025", 2.5, 10)]
    [InlineData("perplexity", "sonar-pro", 3, 15)]
    [InlineData("moonshotai", "kimi-k2.5", 0.6, 3)]
    [InlineData("fireworks_ai", "accounts/fireworks/models/glm-4p7", 0.6, 2.2)]
    [InlineData("deepinfra", "Qwen/QwQ-32B", 0.15, 0.4)]
    [InlineData("openrouter", "deepseek/deepseek-r1:free", 0, 0)]
    public void WellKnownModel_HasThePublishedPrice(string provider, string model, double input, double output)
    {
        var price = PriceOf(provider, model);

        Assert.Equal(((decimal)input, (decimal)output), (price.Rates.Input, price.Rates.Output));
    }

    [Theory]
    [InlineData("openai", "gpt-5.4", "batch", null, null, 0.5)]
    [InlineData("openai", "gpt-5.4", "priority", null, null, 2)]
    [InlineData("openai", "gpt-5.6-sol", "flex", null, null, 0.5)]
    [InlineData("openai", "o3", "priority", null, null, 1.75)]
    [InlineData("openai", "gpt-6-sol", null, "eu", null, 1.1)]
    [InlineData("openai", "gpt-5.4", "batch", "us", null, 0.55)]
    [InlineData("anthropic", "claude-opus-5", null, "us", "fast", 2.2)]
    [InlineData("anthropic", "claude-sonnet-4-6", "batch", "us", null, 0.55)]
    [InlineData("mistral_ai", "mistral-large-2512", "batch", null, null, 0.5)]
    [InlineData("openai", "gpt-5-mini", "batch", null, null, 0.5)]
    [InlineData("openai", "gpt-5.2", "flex", null, null, 0.5)]
    [InlineData("azure.ai.openai", "gpt-5.1", "batch", null, null, 0.5)]
    [InlineData("aws.bedrock", "us.anthropic.claude-sonnet-4-6", "batch", null, null, 0.5)]
    [InlineData("aws.bedrock", "openai.gpt-oss-120b-1:0", "priority", null, null, 1.75)]
    [InlineData("aws.bedrock", "global.amazon.nova-2-lite-v1:0", "priority", null, null, 1.75)]
    [InlineData("gcp.gemini", "gemini-2.5-pro", "priority", null, null, 1.8)]
    [InlineData("anthropic", "claude-opus-5-5", null, null, "fast", 2)]
    [InlineData("azure.ai.openai", "claude-opus-5", null, "us", null, 1.1)]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-6", null, "europe-west1", null, 1.1)]
    [InlineData("gcp.vertex_ai", "claude-haiku-4-5@20251001", null, "us", null, 1.1)]
    [InlineData("gcp.vertex_ai", "claude-haiku-4-5@20251001", null, "global", null, 1)]
    [InlineData("gcp.vertex_ai", "claude-opus-4-1@20250805", null, "us-east5", null, 1)]
    [InlineData("x_ai", "grok-4.5", null, "us", null, 1.1)]
    public void TierRegionAndSpeed_ApplyToEveryTokenOfThePrompt(
        string provider, string model, string? tier, string? region, string? speed, double factor)
    {
        var price = PriceOf(provider, model);
        var context = new ServedAs { ServiceTier = tier, Region = region, Speed = speed };

        Assert.All(
            [
                new TokenUsage { Input = 1_000 }, new TokenUsage { InputCacheRead = 1_000 }, new TokenUsage { Output = 1_000 },
                new TokenUsage { Input = 300_000 },
            ],
            usage => Assert.Equal(price.Calculate(usage).Total * (decimal)factor, price.Calculate(usage, context, []).Total));
    }

    [Theory]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-6", "batch")]
    [InlineData("gcp.gemini", "gemini-3.8-flash", "priority")]
    [InlineData("gcp.gemini", "gemini-2.5-flash-image", "flex")]
    [InlineData("azure.ai.openai", "gpt-5.2", "batch")]
    public void TierWithoutASource_IsNotListed(string provider, string model, string tier) =>
        Assert.DoesNotContain(PriceOf(provider, model).Variants, variant => variant.ServiceTier == tier);

    [Fact]
    public void FlexOfALongPrompt_IsHalfOfTheLongPrompt_FromTheSameTokenOn()
    {
        var price = PriceOf("openai", "gpt-5.4");
        var flex = new ServedAs { ServiceTier = "flex" };

        Assert.Equal(271_999 * 1.25m / 1_000_000, price.Calculate(new TokenUsage { Input = 271_999 }, flex, []).Total);
        Assert.Equal(272_000 * 2.5m / 1_000_000, price.Calculate(new TokenUsage { Input = 272_000 }, flex, []).Total);
    }

    [Theory]
    [InlineData("batch", 0.5, 0.125)]
    [InlineData("flex", 0.5, 0.125)]
    [InlineData("priority", 1.8, 0.225)]
    [InlineData(null, 1.0, 0.125)]
    public void BatchAndFlexOfGemini_BillCacheHitsAtTheStandardRate(string? tier, double factor, double cached)
    {
        var price = PriceOf("gcp.gemini", "gemini-2.5-pro");
        var context = new ServedAs { ServiceTier = tier };

        Assert.Equal(1.25m * (decimal)factor, price.Calculate(new TokenUsage { Input = 100_000 }, context, []).Total * 10);
        Assert.Equal((decimal)cached, price.Calculate(new TokenUsage { InputCacheRead = 100_000 }, context, []).Total * 10);
    }

    [Theory]
    [InlineData(BillableUnit.WebSearch, null, "openai", "gpt-5", 1_000, 10)]
    [InlineData(BillableUnit.FileSearch, null, "openai", "gpt-5", 1_000, 2.5)]
    [InlineData(BillableUnit.WebSearch, null, "openai", "gpt-4o", 1_000, 10)]
    [InlineData(BillableUnit.WebSearch, "preview", "openai", "gpt-4o", 1_000, 25)]
    [InlineData(BillableUnit.WebSearch, "preview", "openai", "gpt-4.1-mini", 1_000, 25)]
    [InlineData(BillableUnit.WebSearch, "preview", "openai", "gpt-5", 1_000, 10)]
    [InlineData(BillableUnit.CodeInterpreterSession, null, "openai", "gpt-5", 1, 0.03)]
    [InlineData(BillableUnit.CodeInterpreterSession, "1g", "openai", "gpt-5", 1, 0.03)]
    [InlineData(BillableUnit.CodeInterpreterSession, "4g", "openai", "gpt-5", 1, 0.12)]
    [InlineData(BillableUnit.CodeInterpreterSession, "16g", "openai", "gpt-5", 1, 0.48)]
    [InlineData(BillableUnit.CodeInterpreterSession, "64g", "openai", "gpt-5", 1, 1.92)]
    [InlineData(BillableUnit.WebSearch, null, "gcp.gemini", "gemini-2.5-flash", 1_000, 35)]
    [InlineData(BillableUnit.WebSearch, null, "openai", "o4-mini-deep-research", 1_000, 10)]
    [InlineData(BillableUnit.WebSearch, null, "openai", "gpt-5-search-api", 1_000, 10)]
    [InlineData(BillableUnit.CodeInterpreterSession, null, "azure.ai.openai", "gpt-5.1", 1, 0.03)]
    [InlineData(BillableUnit.Request, null, "perplexity", "sonar", 1_000, 5)]
    [InlineData(BillableUnit.Request, "medium", "perplexity", "sonar-pro", 1_000, 10)]
    [InlineData(BillableUnit.Request, "high", "perplexity", "sonar-reasoning-pro", 1_000, 14)]
    [InlineData(BillableUnit.Request, null, "perplexity", "sonar-deep-research", 1_000, 0)]
    [InlineData(BillableUnit.InputAudioSecond, null, "openai", "whisper-1", 60, 0.006)]
    [InlineData(BillableUnit.Character, null, "openai", "tts-1", 1_000_000, 15)]
    [InlineData(BillableUnit.VideoSecond, null, "openai", "sora-2", 10, 1)]
    [InlineData(BillableUnit.Image, null, "openai", "dall-e-3", 1, 0.04)]
    [InlineData(BillableUnit.Image, "1792x1024", "openai", "dall-e-3", 1, 0.08)]
    [InlineData(BillableUnit.Image, "hd/1024x1792", "openai", "dall-e-3", 1, 0.12)]
    [InlineData(BillableUnit.Rerank, null, "cohere", "rerank-v3.5", 1_000, 2)]
    [InlineData(BillableUnit.Page, null, "mistral_ai", "mistral-ocr-2512", 1_000, 2)]
    public void Fee_IsCharged(BillableUnit unit, string? kind, string provider, string model, int quantity, double cost)
    {
        var quantities = new[] { new BillableQuantity { Unit = unit, Quantity = quantity, Kind = kind } };

        Assert.Equal((decimal)cost, PriceOf(provider, model).Calculate(default, default, quantities).Total);
    }

    [Theory]
    [InlineData(null, 20_000, 0.08)]
    [InlineData("explicit", 20_000, 0.04)]
    [InlineData(null, 300_000, 0.24)]
    [InlineData("explicit", 300_000, 0.12)]
    public void CacheOfDashScope_CostsLess_IfTheRequestSelectedIt(string? mode, long hits, double rate)
    {
        var cost = PriceOf("dashscope", "qwen-plus-latest")
            .Calculate(new TokenUsage { InputCacheRead = hits }, new ServedAs { CacheMode = mode }, []);

        Assert.Equal(hits * (decimal)rate / 1_000_000, cost.Total);
    }

    [Theory]
    [InlineData(0, 1.2)]
    [InlineData(300, 4)]
    public void OutputOfDashScope_CostsMoreInThinkingMode(long reasoning, double rate)
    {
        var usage = new TokenUsage { Output = 1_000 - reasoning, OutputReasoning = reasoning };
        var cost = PriceOf("dashscope", "qwen-plus").Calculate(usage);

        Assert.Equal((decimal)rate / 1_000, cost.Total);
    }

    [Theory]
    [InlineData("gcp.gemini", "gemini-1.5-flash-8b", "2025-03-01T12:00:00Z", 0.0375, 0.15)]
    [InlineData("deepseek", "deepseek-chat", "2025-01-15T12:00:00Z", 0.14, 0.28)]
    [InlineData("deepseek", "deepseek-chat", "2025-05-01T12:00:00Z", 0.27, 1.1)]
    [InlineData("deepseek", "deepseek-chat", "2025-05-01T18:00:00Z", 0.135, 0.55)]
    [InlineData("deepseek", "deepseek-reasoner", "2025-05-01T00:29:59Z", 0.135, 0.55)]
    [InlineData("deepseek", "deepseek-reasoner", "2025-05-01T00:30:00Z", 0.55, 2.19)]
    [InlineData("deepseek", "deepseek-reasoner", "2025-09-10T18:00:00Z", 0.56, 1.68)]
    [InlineData("deepseek", "deepseek-chat", "2026-04-23T12:00:00Z", 0.28, 0.42)]
    [InlineData("deepseek", "deepseek-chat", "2026-05-01T18:00:00Z", 0.14, 0.28)]
    [InlineData("deepseek", "deepseek-reasoner", "2026-09-11T02:00:00Z", 0.3, 1.2)]
    [InlineData("gcp.vertex_ai", "claude-opus-4-6", "2026-11-20T12:00:00Z", 5, 25)]
    public void HistoricPrice_AppliesAtItsTime(string provider, string model, string timestamp, double input, double output)
    {
        var at = DateTimeOffset.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(PriceCatalog.Default.TryGetPrice(provider, model, at, out var price));

        var cost = price.Calculate(new TokenUsage { Input = 250_000, Output = 1_000 });
        Assert.Equal(((decimal)input, (decimal)output), (price.Rates.Input, price.Rates.Output));
        Assert.True(model is not "claude-opus-4-6" || cost.Total is 1.275m);
    }

    [Fact]
    public void RegionOfAzure_IsTheDataZone()
    {
        var price = PriceOf("azure.ai.openai", "gpt-4o-mini");

        Assert.Equal(0.165m, price.Calculate(new TokenUsage { Input = 1_000_000 }, new ServedAs { Region = "eu" }, []).Total);
    }

    [Fact]
    public void ModelListedOnlyByItsProvider_IsUnknownAtAReseller()
    {
        Assert.True(PriceCatalog.Default.TryGetPrice("openai", "gpt-realtime-2.1", s_now, out _));
        Assert.False(PriceCatalog.Default.TryGetPrice("azure.ai.openai", "gpt-realtime-2.1", s_now, out _));
    }

    /// <summary>The catalog is generated from the hand-checked facts, so a change to the catalog alone would be lost.</summary>
    [Fact]
    public void EveryHandCheckedFact_IsInTheCatalog()
    {
        var files = CatalogFiles.Read("Catalog").ToDictionary(file => file.Provider);

        Assert.All(CatalogFiles.Read("Checked"), file => Assert.All(file.Models, model =>
        {
            var prices = files[file.Provider].Models[model.Key].ToPeriods();
            Assert.Equal(model.Value.Prices.Select(period => period.From), prices.Select(period => period.From));
            Assert.All(model.Value.ToPeriods().Zip(prices), pair =>
            {
                var derived = pair.Second.Price.Rates;
                Assert.All(
                    pair.First.Price.Rates.Known,
                    rate => Assert.True(
                        rate.Rate == derived[rate.Kind], $"{file.Provider} {model.Key} {rate.Kind}: {derived[rate.Kind]}"));
                Assert.All(pair.First.Price.Variants, variant => Assert.Contains(variant, pair.Second.Price.Variants));
            });
        }));
    }

    private static ModelPrice PriceOf(string provider, string model)
    {
        Assert.True(PriceCatalog.Default.TryGetPrice(provider, model, s_now, out var price), $"{provider}/{model} is unknown");
        return price;
    }
}
