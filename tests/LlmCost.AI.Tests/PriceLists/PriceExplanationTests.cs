using System.Text;

namespace LlmCost.AI.Tests;

public sealed class PriceExplanationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 13, 30, 0, TimeSpan.FromHours(1));

    private static readonly PriceCatalog s_catalog = Read(
        "openai",
        """
        {
          "gpt-4o": {"aliases":["chat"],"prices":[{"price":{
            "input":2.5,"inputCacheRead":1.25,"output":10,
            "variants":[
              {"serviceTier":"flex","region":"eu","speed":"fast","fromInputTokens":200001,"factor":1.1,
                "rates":{"input":5,"inputAudio":2}},
              {"region":"us","factor":1,"rates":{"output":11}}],
            "fees":[{"unit":"webSearch","amount":10,"per":1000},{"unit":"image","kind":"high","amount":0.04}]}}]},
          "later": {"prices":[{"from":"2027-01-01T00:00:00Z","price":{"input":1}}]}
        }
        """);

    [Fact]
    public void Of_ListedModel_ListsEveryRateVariantAndFee() => AssertExplained(
        """
        'gpt-4o' is listed.
        Prices at 2026-11-24 12:30 UTC, catalog 2026-11-01, USD per million tokens:
          input: 2.5
          input cache read: 1.25
          output: 10
          tier flex, region eu, speed fast, prompts of 200001 tokens or more: input 5, input audio 2, all rates multiplied by 1.1
          region us: output 11
          each 1000 web search: 10 USD
          each 1 image (high): 0.04 USD
        """,
        "openai",
        "GPT-4o");

    [Fact]
    public void Of_Alias_NamesTheModel() => AssertBegins("'chat' is an alias of 'gpt-4o'.", "openai", "chat");

    [Fact]
    public void Of_Snapshot_NamesTheModel() =>
        AssertBegins("'gpt-4o-2024-11-20' without its date, version or region is 'gpt-4o'.", "openai", "gpt-4o-2024-11-20");

    [Fact]
    public void Of_NameWithAProviderPrefix_MentionsThePrefix() => AssertBegins(
        """
        'openai/gpt-4o' is 'gpt-4o' with the provider or the maker as a prefix.
        'gpt-4o' is listed.
        """,
        "openai",
        "openai/gpt-4o");

    [Fact]
    public void Of_ProviderByAnotherName_NamesTheProvider() => AssertExplained(
        """
        Provider 'xAI' is 'x_ai'.
        No prices are known for provider 'x_ai', so the call is unpriced.
        """,
        "xAI",
        "grok");

    [Theory]
    [InlineData("gpt-5")]
    [InlineData("later")]
    [InlineData("openai/gpt-5")]
    [InlineData("azure/gpt-4o")]
    public void Of_ModelWithoutAPrice_ExplainsThatNothingIsGuessed(string model) => AssertExplained(
        $"Provider 'openai' has no model '{model}', by name, by alias or without its snapshot date, "
        + "so the call is unpriced. Similar names are never matched.",
        "openai",
        model);

    [Fact]
    public void Of_PriceOfAllModels_MentionsIt() => AssertBegins(
        "'llama3.2': all models of this provider have the same price.", "ollama", "llama3.2",
        Read("ollama", """{"*":{"prices":[{"price":{"input":0}}]}}"""));

    [Fact]
    public void Of_ModelOfHuggingFacesRouter_NamesTheInferenceProvider() => AssertBegins(
        """
        The router of 'huggingface' serves 'qwen/qwen3' through 'huggingface_groq'.
        'qwen/qwen3' is listed.
        """,
        "huggingface",
        "Qwen/Qwen3:groq",
        Read("huggingface_groq", """{"qwen/qwen3":{"prices":[{"price":{"input":1}}]}}"""));

    [Fact]
    public void Explain_BlankName_ThrowsWithTheArgumentName()
    {
        Assert.Throws<ArgumentException>("providerName", () => s_catalog.Explain(" ", "gpt-4o", s_now));
        Assert.Throws<ArgumentException>("model", () => s_catalog.Explain("openai", " ", s_now));
    }

    private static PriceCatalog Read(string provider, string models) => NativePriceFileReader.Read(
        "list.json",
        Encoding.UTF8.GetBytes(
            $$"""{"provider":"{{provider}}","source":"https://example.com","checked":"2026-11-01","models":{{models}} }"""),
        ExchangeRates.None);

    private static void AssertExplained(string text, string provider, string model) =>
        Assert.Equal(text, s_catalog.Explain(provider, model, s_now), ignoreLineEndingDifferences: true);

    private static void AssertBegins(string text, string provider, string model, PriceCatalog? catalog = null) =>
        Assert.StartsWith(
        text + "\nPrices at ",
        (catalog ?? s_catalog).Explain(provider, model, s_now).ReplaceLineEndings("\n"),
        StringComparison.Ordinal);
}
