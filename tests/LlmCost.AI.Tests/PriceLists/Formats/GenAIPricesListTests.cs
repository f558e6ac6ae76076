using System.Text;

namespace LlmCost.AI.Tests;

public sealed class GenAIPricesListTests
{
    private const string List =
        """
        [
          {"id":"openai","provider_match":{"contains":"openai"},"model_match":{"starts_with":"gpt-"},
            "api_pattern":"https://api\\.openai\\.com",
           "models":[
             {"id":"gpt-4o","match":{"equals":"gpt-4o"},"prices":{"input_mtok":1}},
             {"id":"gpt-4o-any","match":{"starts_with":"gpt-4o"},"prices":{"input_mtok":2}}]},
          {"id":"azure","api_pattern":"https?://([^.]*\\.)?openai\\.azure\\.com/","fallback_model_providers":["nobody","openai"],
            "models":[]},
          {"id":"aws","models":[{"id":"nova","match":{"equals":"nova"},"prices":{"input_mtok":3}}]},
          {"id":"google","models":[{"id":"gemini","match":{"equals":"gemini"},"prices":{"input_mtok":4}}]},
          {"id":"mistral","models":[{"id":"large","match":{"equals":"large"},"prices":{"input_mtok":5}}]},
          {"id":"moonshotai","models":[{"id":"kimi","match":{"equals":"kimi"},"prices":{"input_mtok":6}}]},
          {"id":"x-ai","models":[{"id":"grok","match":{"equals":"grok"},"prices":{"input_mtok":7}}]}
        ]
        """;

    [Theory]
    [InlineData("openai", "gpt-4o", "gpt-4o")]
    [InlineData(" OpenAI ", " GPT-4o ", "gpt-4o")]
    [InlineData("my-openai-proxy", "gpt-4o", "gpt-4o")]
    [InlineData("openai", "gpt-4o-mini", "gpt-4o-any")]
    [InlineData(null, "gpt-4o", "gpt-4o")]
    [InlineData("aws.bedrock", "nova", "nova")]
    [InlineData("gcp.gemini", "gemini", "gemini")]
    [InlineData("gcp.gen_ai", "gemini", "gemini")]
    [InlineData("gcp.vertex_ai", "gemini", "gemini")]
    [InlineData("mistral_ai", "large", "large")]
    [InlineData("moonshot_ai", "kimi", "kimi")]
    [InlineData("x_ai", "grok", "grok")]
    [InlineData("some-gateway", "openai/gpt-4o", "gpt-4o")]
    public void Find_NameOfTheProviderAndTheModel_ReturnsTheFirstMatchingModel(string? provider, string model, string found) =>
        Assert.Equal(found, Find(provider, model)?.Prices.Name);

    [Theory]
    [InlineData("openai", "claude")]
    [InlineData("openai", " ")]
    [InlineData("openai", null)]
    [InlineData("some-gateway", "gpt-4o")]
    [InlineData("some-gateway", "/gpt-4o")]
    [InlineData("some-gateway", "nobody/gpt-4o")]
    [InlineData(null, "claude")]
    [InlineData(null, "openai/gpt-4o")]
    public void Find_UnlistedProviderOrModel_IsUnknown(string? provider, string? model) => Assert.Null(Find(provider, model));

    [Theory]
    [InlineData("https://api.openai.com")]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("https://api.openai.com:443/v1")]
    [InlineData("https://api.openai.com?version=1")]
    [InlineData("https://api.openai.com#v1")]
    public void Find_Address_IdentifiesTheProvider(string endpoint) =>
        Assert.Equal("openai", Find(null, "gpt-4o", endpoint)?.Provider);

    [Theory]
    [InlineData("https://api.openai.com.example/v1")]
    [InlineData("https://example.com/https://api.openai.com/v1")]
    [InlineData("https://example.com")]
    public void Find_AddressSimilarToThatOfAProvider_IsUnknown(string endpoint) =>
        Assert.Null(Find(null, "gpt-4o", endpoint));

    [Fact]
    public void Find_PatternThatEndsWithinThePath_IdentifiesTheProvider() =>
        Assert.Equal("azure", Find(null, "gpt-4o", "https://me.openai.azure.com/openai", followsFallbacks: true)?.Provider);

    [Fact]
    public void Find_PatternThatTakesTooLong_IdentifiesNoProvider() => Assert.Null(Read(
        """[{"id":"p","api_pattern":"^(?=a)(a+)+$","models":[{"id":"m","match":{"equals":"m"},"prices":{}}]}]""",
        followsFallbacks: false)
        .Find(new PriceQuery(null, "m", new string('a', 40) + "!")));

    [Fact]
    public void Find_PatternThatMatchesNothing_IdentifiesNoProvider() => Assert.Null(Read(
        """[{"id":"p","api_pattern":"(https://api)?","models":[{"id":"m","match":{"equals":"m"},"prices":{}}]}]""",
        followsFallbacks: false)
        .Find(new PriceQuery(null, "m", "/v1")));

    [Theory]
    [InlineData("azure.ai.openai")]
    [InlineData("azure.ai.inference")]
    public void Find_ModelListedOnlyByTheFallback_HasItsPrice_IfRequested(string provider)
    {
        Assert.Null(Find(provider, "gpt-4o"));

        var entry = Find(provider, "gpt-4o", followsFallbacks: true);

        Assert.Equal(("azure", "gpt-4o"), (entry?.Provider, entry?.Prices.Name));
    }

    [Fact]
    public void Find_ModelOfTheProvider_IgnoresTheFallback() => Assert.Equal("own", Read(
        """
        [{"id":"p","fallback_model_providers":["q"],"models":[{"id":"own","match":{"equals":"m"},"prices":{}}]},
         {"id":"q","models":[{"id":"fallback","match":{"equals":"m"},"prices":{}}]}]
        """,
        followsFallbacks: true).Find(new PriceQuery("p", "m"))?.Prices.Name);

    [Fact]
    public void Find_ModelThatNoFallbackLists_IsUnknown() =>
        Assert.Null(Find("azure", "brand-new", followsFallbacks: true));

    [Fact]
    public void Find_TwoFallbacks_TheFirstThatListsTheModelApplies() => Assert.Equal("first", Read(
        """
        [{"id":"p","fallback_model_providers":["q","r"],"models":[]},
         {"id":"r","models":[{"id":"second","match":{"equals":"m"},"prices":{}}]},
         {"id":"q","models":[{"id":"first","match":{"equals":"m"},"prices":{}}]}]
        """,
        followsFallbacks: true).Find(new PriceQuery("p", "m"))?.Prices.Name);

    [Fact]
    public void Entries_ContainAllModelsOfAllProviders() => Assert.Equal(
        ["openai/gpt-4o", "openai/gpt-4o-any", "aws/nova", "google/gemini", "mistral/large", "moonshotai/kimi", "x-ai/grok"],
        Read(List, followsFallbacks: false).Entries.Select(entry => $"{entry.Provider}/{entry.Prices.Name}"));

    private static IPriceTable Read(string list, bool followsFallbacks) =>
        PriceListReader.Read("list", Encoding.UTF8.GetBytes(list), followsFallbacks: followsFallbacks).Prices;

    private static PriceEntry? Find(string? provider, string? model, string? endpoint = null, bool followsFallbacks = false) =>
        Read(List, followsFallbacks).Find(new PriceQuery(provider, model, endpoint));
}
