namespace LlmCost.AI.Tests;

public sealed class PriceCatalogTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("openai", "gpt-5.1", 1.25, 0.125, 10)]
    [InlineData("openai", "gpt-4o", 2.5, 1.25, 10)]
    [InlineData("openai", "gpt-4o-mini", 0.15, 0.075, 0.6)]
    [InlineData("openai", "gpt-5-mini", 0.25, 0.025, 2)]
    [InlineData("openai", "gpt-4.1", 2, 0.5, 8)]
    [InlineData("openai", "o3", 2, 0.5, 8)]
    [InlineData("azure.ai.openai", "gpt-4o-2024-11-20", 2.5, 1.25, 10)]
    [InlineData("azure.ai.openai", "gpt-5.1", 1.25, 0.125, 10)]
    [InlineData("anthropic", "claude-sonnet-4-5", 3, 0.3, 15)]
    [InlineData("anthropic", "claude-haiku-4-5", 1, 0.1, 5)]
    [InlineData("anthropic", "claude-opus-4-5", 5, 0.5, 25)]
    [InlineData("gcp.gemini", "gemini-2.5-flash", 0.3, 0.03, 2.5)]
    [InlineData("gcp.vertex_ai", "gemini-2.5-pro", 1.25, 0.125, 10)]
    [InlineData("mistral_ai", "mistral-large-2512", 0.5, 0.05, 1.5)]
    [InlineData("x_ai", "grok-3-mini", 0.3, 0.075, 0.5)]
    [InlineData("groq", "openai/gpt-oss-120b", 0.15, 0.075, 0.6)]
    public void TryGetPrice_WellKnownModel_MatchesTheProvidersPage(
        string provider, string model, double input, double cached, double output)
    {
        var price = PriceOf(provider, model);

        Assert.Equal(
            ((decimal)input, (decimal)cached, (decimal)output),
            (price.Rates.Input, price.Rates.InputCacheRead, price.Rates.Output));
    }

    [Theory]
    [InlineData("openai", "gpt-5.1-2025-11-13", "gpt-5.1")]
    [InlineData("anthropic", "claude-haiku-4-5-20251001", "claude-haiku-4-5")]
    [InlineData("gcp.vertex_ai", "gemini-2.5-flash@20250617", "gemini-2.5-flash")]
    [InlineData("openai", "  GPT-5.1 ", "gpt-5.1")]
    [InlineData("openai", "gpt-5.6", "gpt-5.6-sol")]
    [InlineData("google", "gemini-2.5-flash", "gemini-2.5-flash")]
    public void TryGetPrice_SnapshotSpellingOrAlias_FindsTheModel(string provider, string name, string model) =>
        Assert.Same(PriceOf(provider == "google" ? "gcp.gemini" : provider, model), PriceOf(provider, name));

    [Fact]
    public void Load_NativeFormat_HasItsModelsAndPrices()
    {
        var catalog = Load("""
            {"provider":"my-provider","aliases":["mine"],"source":"https://example.com","checked":"2026-11-01",
             "models":{"B":{"prices":[{"price":{"input":2}}]},"a":{"aliases":["Z","y"],"prices":[{"price":{"input":1}}]}}}
            """);

        Assert.Equal("2026-11-01", catalog.Version);
        Assert.Equal(["my-provider"], catalog.Providers);
        Assert.Equal(
            [("my-provider", "B", ""), ("my-provider", "a", "y,z")],
            catalog.Models.Select(model => (model.ProviderName, model.Model, string.Join(',', model.Aliases))));
        Assert.True(catalog.TryGetPrice("mine", "z", DateTimeOffset.UtcNow, out var price));
        Assert.Equal(1, price.Rates.Input);
    }

    [Theory]
    [InlineData("""{"provider":"p","models":{}}""", "price list(1): the document can't be read: Required keys are missing: ")]
    [InlineData(
        """{"provider":"p","source":"s","checked":"2026-11-01","models":{"m":{"prices":[{"price":{"input":-1}}]}}}""",
        "price list(1): models.m.prices[0].price: Input is -1;")]
    [InlineData(
        """{"provider":"p","source":"s","checked":"2026-11-01","modles":{}}""",
        "price list(1): 'modles' is not a key of price lists.")]
    [InlineData("[]", "price list(1): the document can't be read: The value has the wrong type.")]
    [InlineData("nonsense", "price list(1): the document can't be read: 'nonsense' is an invalid JSON literal.")]
    [InlineData("null", "price list: the document is null; a price list is an object.")]
    public void Load_InvalidPriceList_FailsWithTheReason(string content, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Load(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_InvalidFile_FailsWithItsNameAndThePosition()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var stream = File.OpenRead(path);

            var fault = Assert.Throws<FormatException>(() => PriceCatalog.Load(stream));
            Assert.StartsWith($"{path}(1): ", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Models_OfTheEmbeddedCatalog_AreAllModelsWithPrices()
    {
        Assert.Contains("openai", PriceCatalog.Default.Providers);
        Assert.All(
            PriceCatalog.Default.Models,
            model => Assert.NotNull(PriceCatalog.Default.Find(model.ProviderName, ModelId.Normalize(model.Model))));
        Assert.True(PriceCatalog.Default.Models.Count() > 3_000);
    }

    [Fact]
    public void TryGetPrice_SnapshotWithASeparatePrice_ReturnsThatPrice() =>
        Assert.Equal(5m, PriceOf("openai", "gpt-4o-2024-05-13").Rates.Input);

    [Theory]
    [InlineData("openai", "gpt-5.5-mini")]
    [InlineData("openai", "gpt-4o-foo")]
    [InlineData("openai", "gpt-5.1-2025-11-13-preview")]
    [InlineData("openai", "gpt")]
    [InlineData("openai", "llama3.2")]
    [InlineData("nobody", "gpt-4o")]
    public void TryGetPrice_NameSimilarToAKnownName_IsUnknown(string provider, string model) =>
        Assert.False(PriceCatalog.Default.TryGetPrice(provider, model, s_now, out _));

    [Fact]
    public void TryGetPrice_AnyModelOfOllama_IsFree() => Assert.Equal(0m, PriceOf("ollama", "anything:7b").Rates.Input);

    [Fact]
    public void TryGetPrice_KnownFutureChange_AppliesFromItsStart()
    {
        var change = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(0.75m, PriceOf("gcp.gemini", "gemini-3.6-flash", change.AddTicks(-1)).Rates.Input);
        Assert.Equal(1.5m, PriceOf("gcp.gemini", "gemini-3.6-flash", change).Rates.Input);
    }

    [Theory]
    [InlineData("2026-10-05T00:59:59Z", 0.15)] // Monday
    [InlineData("2026-10-05T01:00:00Z", 0.3)]
    [InlineData("2026-10-05T03:59:59Z", 0.3)]
    [InlineData("2026-10-05T04:00:00Z", 0.15)]
    [InlineData("2026-10-05T06:00:00Z", 0.3)]
    [InlineData("2026-10-04T02:00:00Z", 0.15)] // Sunday
    public void TryGetPrice_PeakHours_ApplyOnWeekdays(string time, double input) => Assert.Equal(
        (decimal)input,
        PriceOf(
            "deepseek",
            "deepseek-v4-flash",
            DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).Rates.Input);

    [Theory]
    [InlineData(271_999, 2.5)]
    [InlineData(272_000, 5)]
    public void LongPromptOfOpenAI_CostsMoreFromTheThreshold(long tokens, double rate) => Assert.Equal(
        tokens * (decimal)rate / 1_000_000, PriceOf("openai", "gpt-5.4").Calculate(new TokenUsage { Input = tokens }).Total);

    [Fact]
    public void TryGetPrice_NullName_ThrowsWithTheArgumentName()
    {
        Assert.Throws<ArgumentNullException>(
            "providerName", () => PriceCatalog.Default.TryGetPrice(null!, "gpt-4o", s_now, out _));
        Assert.Throws<ArgumentNullException>("model", () => PriceCatalog.Default.TryGetPrice("openai", null!, s_now, out _));
    }

    [Theory]
    [InlineData(" ", "gpt-4o")]
    [InlineData("openai", " ")]
    [InlineData("ollama", " ")] // All Ollama models are free, but an empty name is not a model.
    [InlineData("huggingface", " ")]
    public void TryGetPrice_BlankName_IsUnknown(string provider, string model) =>
        Assert.False(PriceCatalog.Default.TryGetPrice(provider, model, s_now, out _));

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", 1.1)]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1:0", 1.1)]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1:0", 1)]
    public void TryGetPrice_ModelOfBedrock_IsRegional_UnlessItsProfileIsGlobal(string model, double input) =>
        Assert.Equal((decimal)input, PriceOf("aws.bedrock", model).Rates.Input);

    [Theory]
    [InlineData("us.anthropic.claude-unheard-of-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2c3")]
    public void TryGetPrice_ModelThatBedrockDoesNotList_IsUnknown(string model) =>
        Assert.False(PriceCatalog.Default.TryGetPrice("aws.bedrock", model, s_now, out _));

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("us.claude-haiku-4-5")]
    [InlineData("claude-haiku-4-5-v1:0")]
    public void TryGetPrice_BedrockNameAtAnotherProvider_IsUnknown(string model) =>
        Assert.False(PriceCatalog.Default.TryGetPrice("anthropic", model, s_now, out _));

    [Fact]
    public void TryGetPrice_ModelPrice_PrecedesThePriceOfAllModels_AlsoForSnapshots()
    {
        var catalog = NativePriceFileReader.Read(
            "list.json",
            """
            {"provider":"p","source":"https://example.com","checked":"2026-01-01","models":{
              "*":{"prices":[{"price":{"input":1}}]},
              "m":{"prices":[{"price":{"input":2}}]}}}
            """u8.ToArray(),
            ExchangeRates.None);

        Assert.True(catalog.TryGetPrice("p", "m-2026-01-01", s_now, out var snapshot));
        Assert.True(catalog.TryGetPrice("p", "other-2026-01-01", s_now, out var other));
        Assert.Equal((2, 1), (snapshot.Rates.Input, other.Rates.Input));
    }

    [Fact]
    public void TryGetPrice_ModelBeforeItsFirstPrice_IsUnknown()
    {
        var launch = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
        var catalog = NativePriceFileReader.Read(
            "list.json",
            [
                .. """{"provider":"p","source":"https://example.com","checked":"2026-01-01","models":{"m":{"prices":"""u8,
                .. """[{"from":"2026-02-01T00:00:00Z","price":{"input":1}}]}}}"""u8,
            ],
            ExchangeRates.None);

        Assert.False(catalog.TryGetPrice("p", "m", launch.AddTicks(-1), out var before));
        Assert.True(catalog.TryGetPrice("p", "m", launch, out _));
        Assert.Null(before);
    }

    [Fact]
    public void Default_HasTheDateOfItsLastCheck()
    {
        Assert.Equal(PriceCatalog.Default.AsOf.ToString("yyyy-MM-dd", null), PriceCatalog.Default.Version);
        Assert.True(PriceCatalog.Default.AsOf > new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Version_InAnotherCalendar_IsTheSame()
    {
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("th-TH");

            Assert.Equal(
                "2026-09-23",
                new PriceCatalog(new DateOnly(2026, 9, 23), new Dictionary<string, Lazy<ProviderPrices>>()).Version);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }

    private static ModelPrice PriceOf(string provider, string model, DateTimeOffset? at = null)
    {
        Assert.True(
            PriceCatalog.Default.TryGetPrice(provider, model, at ?? s_now, out var price), $"{provider}/{model} is unknown");
        return price;
    }

    private static PriceCatalog Load(string content) =>
        PriceCatalog.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)));
}
