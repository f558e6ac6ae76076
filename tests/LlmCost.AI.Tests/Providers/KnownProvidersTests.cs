namespace LlmCost.AI.Tests;

public sealed class KnownProvidersTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Theory]
    [InlineData("https://api.openai.com/v1", "openai")]
    [InlineData("https://eu.api.openai.com/v1", "openai")]
    [InlineData("https://my-resource.openai.azure.com", "azure.ai.openai")]
    [InlineData("https://MY-RESOURCE.OPENAI.AZURE.COM", "azure.ai.openai")]
    [InlineData("https://my-resource.cognitiveservices.azure.com", "azure.ai.openai")]
    [InlineData("https://my-resource.openai.azure.us", "azure.ai.openai")]
    [InlineData("https://my-resource.services.ai.azure.com/models", "azure.ai.openai")]
    [InlineData("https://my-model.eastus.models.ai.azure.com", "azure.ai.inference")]
    [InlineData("https://api.anthropic.com", "anthropic")]
    [InlineData("https://openrouter.ai/api/v1", "openrouter")]
    [InlineData("https://api.x.ai/v1", "x_ai")]
    [InlineData("https://us-east-1.api.x.ai/v1", "x_ai")]
    [InlineData("https://api.deepseek.com", "deepseek")]
    [InlineData("https://api.groq.com/openai/v1", "groq")]
    [InlineData("https://api.mistral.ai/v1", "mistral_ai")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai", "gcp.gemini")]
    [InlineData("https://aiplatform.googleapis.com", "gcp.vertex_ai")]
    [InlineData("https://us-central1-aiplatform.googleapis.com", "gcp.vertex_ai")]
    [InlineData("https://us.aiplatform.googleapis.com", "gcp.vertex_ai")]
    [InlineData("https://codestral.mistral.ai/v1", "mistral_ai")]
    [InlineData("https://api.cohere.com/compatibility/v1", "cohere")]
    [InlineData("https://api.cohere.ai/compatibility/v1", "cohere")]
    [InlineData("https://api.perplexity.ai", "perplexity")]
    [InlineData("https://router.huggingface.co/v1", "huggingface")]
    public void Resolve_KnownHost_TellsWhoIsBehindTheOpenAIClient(string endpoint, string provider) =>
        Assert.Equal(provider, KnownProviders.Resolve("openai", new Uri(endpoint), s_none));

    [Theory]
    [InlineData("https://api.openai.com.evil.test/v1")]
    [InlineData("https://evil-api.openai.com/v1")]
    [InlineData("https://evilapi.openai.com/v1")]
    [InlineData("https://api.openai.com@evil.test/v1")]
    [InlineData("https://evil.test/?host=api.openai.com")]
    [InlineData("https://my-resource.openai.azure.com.evil.test")]
    [InlineData("https://evilopenai.azure.com")]
    [InlineData("https://openai.azure.com")]
    [InlineData("https://us-central1-aiplatform.googleapis.com.evil.test")]
    [InlineData("https://evilaiplatform.googleapis.com")]
    public void Resolve_SpoofedHost_IsNobody(string endpoint) =>
        Assert.Null(KnownProviders.Resolve(null, new Uri(endpoint), s_none));

    [Theory]
    [InlineData("https://api.x.ai.evil.example/v1")]
    [InlineData("https://evil-api.x.ai.example/v1")]
    [InlineData("https://notapi.deepseek.com.example")]
    [InlineData("https://xopenrouter.ai")]
    [InlineData("http://127.0.0.1:8080/api.groq.com")]
    public void Resolve_HostThatOnlyLooksLikeAKnownOne_IsWhatTheClientSays(string endpoint) =>
        Assert.Equal("openai", KnownProviders.Resolve("openai", new Uri(endpoint), s_none));

    [Fact]
    public void Resolve_ConfiguredHost_Wins() => Assert.Equal(
        "azure.ai.openai",
        KnownProviders.Resolve(
            "openai", new Uri("https://api.x.ai:8443/v1"), new Dictionary<string, string> { ["api.x.ai"] = "azure" }));

    [Fact]
    public void Resolve_ConfiguredHostThatOnlyResembles_DoesNotCount() => Assert.Equal(
        "x_ai",
        KnownProviders.Resolve("openai", new Uri("https://api.x.ai/v1"), new Dictionary<string, string> { ["x.ai"] = "azure" }));

    [Fact]
    public void Resolve_AddressWithoutAHost_IsWhatTheClientSays() => Assert.Equal(
        "openai", KnownProviders.Resolve("openai", new Uri("file:///v1"), new Dictionary<string, string> { [""] = "azure" }));

    [Fact]
    public void Resolve_RelativeEndpoint_IsWhatTheClientSays() => Assert.Equal(
        "openai", KnownProviders.Resolve("openai", new Uri("/v1", UriKind.Relative), s_none));

    [Fact]
    public void Resolve_GooglesOwnClient_KeepsItsName() => Assert.Equal(
        "gcp.gen_ai", KnownProviders.Resolve("gcp.gen_ai", new Uri("https://generativelanguage.googleapis.com"), s_none));

    [Theory]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    [InlineData("MistralClient", "mistral_ai")]
    [InlineData("azure", "azure.ai.openai")]
    [InlineData("Some-Gateway", "some-gateway")]
    public void Resolve_NoEndpoint_IsTheClientsNameInOpenTelemetrysSpelling(string? name, string? provider) =>
        Assert.Equal(provider, KnownProviders.Resolve(name, null, s_none));

    [Theory]
    [InlineData("amazon.bedrock", "aws.bedrock")]
    [InlineData("aws", "aws.bedrock")]
    [InlineData("bedrock", "aws.bedrock")]
    [InlineData("az.ai.openai", "azure.ai.openai")]
    [InlineData("azure_openai", "azure.ai.openai")]
    [InlineData("AZURE", "azure.ai.openai")]
    [InlineData("az.ai.inference", "azure.ai.inference")]
    [InlineData("gemini", "gcp.gemini")]
    [InlineData("Google", "gcp.gemini")]
    [InlineData("vertex_ai", "gcp.vertex_ai")]
    [InlineData(" mistral ", "mistral_ai")]
    [InlineData("moonshot", "moonshot_ai")]
    [InlineData("MoonshotAI", "moonshot_ai")]
    [InlineData("watsonx", "ibm.watsonx.ai")]
    [InlineData("xai", "x_ai")]
    [InlineData("x-ai", "x_ai")]
    public void Canonical_OtherSpelling_IsOpenTelemetrys(string name, string provider)
    {
        Assert.Equal(provider, KnownProviders.Canonical(name));
        Assert.Equal(provider, KnownProviders.Canonical(provider));
    }

    [Fact]
    public void EveryRow_HasANameOfProviderNamesAndNothingOfAnotherRow()
    {
        var names = typeof(ProviderNames).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            KnownProviders.All.Select(provider => provider.Name).Order(StringComparer.Ordinal));
        Assert.Distinct(
            KnownProviders.All.SelectMany(provider => provider.Synonyms.Append(provider.Name)), StringComparer.OrdinalIgnoreCase);
        Assert.Distinct(KnownProviders.All.SelectMany(provider => provider.Hosts));
    }

    [Theory]
    [InlineData("openai", "openai")]
    [InlineData("azure", null)]
    [InlineData("OpenAI", null)]
    [InlineData("some-gateway", null)]
    [InlineData(null, null)]
    public void Find_ExactName_IsItsRow(string? name, string? found) => Assert.Equal(found, KnownProviders.Find(name)?.Name);
}
