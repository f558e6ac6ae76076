using System.Text;

namespace LlmCost.AI.Tests;

public sealed class LiteLlmListTests
{
    private static readonly IPriceTable s_list = PriceListReader.Read("list", Encoding.UTF8.GetBytes(
        """
        {"gpt-4o":{"litellm_provider":"openai"},"azure/gpt-4o":{"litellm_provider":"azure"},
          "azure_ai/phi":{"litellm_provider":"azure_ai"},
         "nova":{"litellm_provider":"bedrock_converse"},"us.nova-eu":{"litellm_provider":"bedrock_converse"},
         "gemini/flash":{"litellm_provider":"gemini"},
         "flash":{"litellm_provider":"vertex_ai-language-models"},"mistral/large":{"litellm_provider":"mistral"},
         "xai/grok":{"litellm_provider":"xai"},
         "ft:gpt-4o":{"litellm_provider":"openai"},"claude":{"litellm_provider":"anthropic"}}
        """)).Prices;

    [Theory]
    [InlineData("openai", "gpt-4o", "gpt-4o")]
    [InlineData(" OpenAI ", " GPT-4o ", "gpt-4o")]
    [InlineData(null, "gpt-4o", "gpt-4o")]
    [InlineData("azure.ai.openai", "gpt-4o", "azure/gpt-4o")]
    [InlineData("azure.ai.inference", "phi", "azure_ai/phi")]
    [InlineData("aws.bedrock", "nova", "nova")]
    [InlineData("gcp.gemini", "flash", "gemini/flash")]
    [InlineData("gcp.gen_ai", "flash", "gemini/flash")]
    [InlineData("gcp.vertex_ai", "flash", "flash")]
    [InlineData("mistral_ai", "large", "mistral/large")]
    [InlineData("x_ai", "grok", "xai/grok")]
    [InlineData("openai-of-mine", "gpt-4o", "gpt-4o")]
    public void Find_ModelOfTheProvider_IsFound_WithOrWithoutAProviderPrefix(string? provider, string model, string found) =>
        Assert.Equal(found, Find(provider, model));

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:1:inference-profile/us.nova")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/nova")]
    [InlineData("us.nova")]
    [InlineData("eu.nova")]
    [InlineData("apac.nova")]
    [InlineData("jp.nova")]
    [InlineData("au.nova")]
    [InlineData("global.nova")]
    [InlineData("us-gov.nova")]
    [InlineData("US.nova")]
    [InlineData("nova@20260101")]
    public void Find_ModelWithARegionOrVersion_ReturnsTheModel(string model) => Assert.Equal("nova", Find("aws.bedrock", model));

    [Fact]
    public void Find_ModelListedWithItsRegion_ReturnsThatEntry() => Assert.Equal("us.nova-eu", Find("aws.bedrock", "us.nova-eu"));

    [Fact]
    public void Find_FineTunedModel_IgnoresItsOwner() => Assert.Equal("ft:gpt-4o", Find("openai", "FT:gpt-4o:acme::id"));

    [Theory]
    [InlineData("anthropic", "gpt-4o")]
    [InlineData("aws.bedrock", "gpt-4o")]
    [InlineData("gcp.vertex_ai", "gpt-4o")]
    [InlineData("openai", "gpt-4o-mini")]
    [InlineData("openai", "ca.gpt-4o")]
    [InlineData("openai", "x/gpt-4o")]
    [InlineData("openai", "@gpt-4o")]
    [InlineData("openai", "ft:gpt-4")]
    [InlineData("openai", "gpt-4o:latest")]
    [InlineData("openai", " ")]
    [InlineData("openai", null)]
    public void Find_ModelOfAnotherProvider_OrNoModel_IsUnknown(string provider, string? model) =>
        Assert.Null(Find(provider, model));

    private static string? Find(string? provider, string? model) => s_list.Find(new PriceQuery(provider, model))?.Prices.Name;
}
