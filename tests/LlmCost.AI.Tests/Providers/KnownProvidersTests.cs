namespace LlmCost.AI.Tests;

public sealed class KnownProvidersTests
{
    private static readonly HostMap s_none = HostMap.Empty;

    /// <summary>The providers of the catalog that cannot be identified by a host, with the reason.</summary>
    private static readonly Dictionary<string, string> s_withoutHosts = new()
    {
        ["apiserpent"] = "its price is that of a search, and no source names the host of its API",
        ["google_pse"] = "it shares www.googleapis.com with Google's other APIs",
    };

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
    public void Resolve_KnownHost_IdentifiesTheProviderOfAnOpenAIClient(string endpoint, string provider) =>
        Assert.Equal(provider, KnownProviders.Resolve("openai", new Uri(endpoint), s_none).Name);

    [Fact]
    public void EveryProviderOfTheCatalog_HasKnownHosts() => Assert.Empty(
        from provider in PriceCatalog.Default.Providers
        where !s_withoutHosts.ContainsKey(provider)

        // Hugging Face's router serves these providers, and the model name identifies them.
        where !provider.StartsWith("huggingface_", StringComparison.Ordinal)
        where KnownProviders.Find(provider) is not { Hosts.Count: > 0 }
        select provider);

    [Fact]
    public void EveryRow_IsAProviderWithPricesOrAGatewayOrARouter() => Assert.Equal(
        ["github-models", "huggingface", "nvidia"],
        from row in KnownProviders.All
        where !PriceCatalog.Default.HasProvider(row.Name)
        orderby row.Name
        select row.Name);

    [Fact]
    public void Resolve_EveryHost_FindsItsRow_ForClientsOfAnyProtocol() => Assert.All(
        from row in KnownProviders.All
        from pattern in row.Hosts
        select (row.Name, Host: pattern.Replace("*", "my-resource").Replace("{region}", "us-east5")),
        one =>
        {
            var endpoint = new Uri($"https://{one.Host}/v1");

            Assert.Equal(one.Name, KnownProviders.Resolve(null, endpoint, s_none).Name);
            Assert.Equal(one.Name, KnownProviders.Resolve("openai", endpoint, s_none).Name);
            Assert.Equal(one.Name, KnownProviders.Resolve("anthropic", endpoint, s_none).Name);
        });

    [Theory]
    [InlineData("https://api.openai.com/v1", null)]
    [InlineData("https://eu.api.openai.com/v1", "eu")]
    [InlineData("https://US.api.openai.com/v1", "us")]
    [InlineData("https://us-east5-aiplatform.googleapis.com/v1", "us-east5")]
    [InlineData("https://aiplatform.eu.rep.googleapis.com/v1", "eu")]
    [InlineData("https://aiplatform.googleapis.com/v1", null)]
    [InlineData("https://bedrock-runtime.eu-central-1.amazonaws.com", "eu-central-1")]
    [InlineData("https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1")]
    [InlineData("https://bedrock-mantle.us-east-2.api.aws/v1", "us-east-2")]
    [InlineData("https://us-east-1.api.x.ai/v1", "us-east-1")]
    [InlineData("https://my-resource.openai.azure.com", null)]
    [InlineData("https://gateway.example/eu", null)]
    public void Resolve_Host_IdentifiesTheRegion(string endpoint, string? region) =>
        Assert.Equal(region, KnownProviders.Resolve("openai", new Uri(endpoint), s_none).Region);

    [Theory]
    [InlineData("openai", "https://llm.internal.example/v1", "llm.internal.example")]
    [InlineData("anthropic", "https://LLM.internal.example:8443", "llm.internal.example")]
    [InlineData(null, "https://llm.internal.example", "llm.internal.example")]
    [InlineData("openai", "http://localhost:11434/v1", "localhost")]
    [InlineData("openai", "http://192.168.1.7:8000/v1", "192.168.1.7")]
    [InlineData("openai", "http://[::1]:8000/v1", "[::1]")]
    public void Resolve_UnknownHost_IsAnUnknownProviderWithTheNameOfTheHost(string? client, string endpoint, string host) =>
        Assert.Equal(
            new ProviderIdentity(host, Region: null, IsUnknownHost: true),
            KnownProviders.Resolve(client, new Uri(endpoint), s_none));

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://10.1.2.3")]
    [InlineData("http://172.16.0.1")]
    [InlineData("http://192.168.0.1")]
    [InlineData("http://169.254.1.1")]
    [InlineData("http://100.64.0.1")]
    [InlineData("http://0.0.0.0:8000")]
    [InlineData("http://[::1]")]
    [InlineData("http://[::]:8000")]
    [InlineData("http://[fd00::1]")]
    [InlineData("http://[fe80::1]")]
    [InlineData("http://[::ffff:10.0.0.1]")]
    [InlineData("http://nas.local")]
    [InlineData("http://app.localhost")]
    [InlineData("http://vllm:8000")]
    public void Resolve_OwnMachineOrNetwork_IsNeverAProviderOfAPriceList(string endpoint)
    {
        Assert.True(KnownProviders.Resolve("groq", new Uri(endpoint), s_none).IsUnknownHost);
        Assert.Equal(new ProviderIdentity("ollama"), KnownProviders.Resolve("ollama", new Uri(endpoint), s_none));
        Assert.Equal(new ProviderIdentity("lmstudio"), KnownProviders.Resolve("lmstudio", new Uri(endpoint), s_none));
    }

    [Theory]
    [InlineData("http://11.0.0.1")]
    [InlineData("http://172.32.0.1")]
    [InlineData("http://[2001:db8::1]")]
    [InlineData("http://groq.example")]
    public void Resolve_PublicHost_OfAClientWithItsOwnName_KeepsTheName(string endpoint) =>
        Assert.Equal(new ProviderIdentity("groq"), KnownProviders.Resolve("groq", new Uri(endpoint), s_none));

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
    public void Resolve_SpoofedHost_IsUnknown(string endpoint) =>
        Assert.True(KnownProviders.Resolve(null, new Uri(endpoint), s_none).IsUnknownHost);

    [Theory]
    [InlineData("https://api.x.ai.evil.example/v1")]
    [InlineData("https://evil-api.x.ai.example/v1")]
    [InlineData("https://notapi.deepseek.com.example")]
    [InlineData("https://xopenrouter.ai")]
    [InlineData("http://127.0.0.1:8080/api.groq.com")]
    public void Resolve_HostSimilarToAKnownHost_IsUnknown(string endpoint) =>
        Assert.True(KnownProviders.Resolve("openai", new Uri(endpoint), s_none).IsUnknownHost);

    [Fact]
    public void Resolve_ConfiguredHost_TakesPrecedence() => Assert.Equal(
        "azure.ai.openai",
        KnownProviders.Resolve("openai", new Uri("https://api.x.ai:8443/v1"), new HostMap([new("api.x.ai", "azure")])).Name);

    [Fact]
    public void Resolve_HostSimilarToAConfiguredHost_DoesNotMatch() => Assert.Equal(
        "x_ai", KnownProviders.Resolve("openai", new Uri("https://api.x.ai/v1"), new HostMap([new("x.ai", "azure")])).Name);

    [Theory]
    [InlineData("file:///v1", UriKind.Absolute)]
    [InlineData("/v1", UriKind.Relative)]
    public void Resolve_AddressWithoutAHost_UsesTheNameOfTheClient(string endpoint, UriKind kind) =>
        Assert.Equal(new ProviderIdentity("openai"), KnownProviders.Resolve("openai", new Uri(endpoint, kind), s_none));

    [Fact]
    public void Resolve_GooglesOwnClient_KeepsItsName() => Assert.Equal(
        "gcp.gen_ai", KnownProviders.Resolve("gcp.gen_ai", new Uri("https://generativelanguage.googleapis.com"), s_none).Name);

    [Theory]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    [InlineData("MistralClient", "mistral_ai")]
    [InlineData("azure", "azure.ai.openai")]
    [InlineData("Some-Gateway", "some-gateway")]
    public void Resolve_NoEndpoint_UsesTheClientsNameInOpenTelemetrysSpelling(string? name, string? provider) =>
        Assert.Equal(new ProviderIdentity(provider), KnownProviders.Resolve(name, null, s_none));

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
    public void EveryRow_IsUnique_AndEveryNameHasARow()
    {
        var names = typeof(ProviderNames).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.Empty(names.Except(KnownProviders.All.Select(provider => provider.Name)));
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
    public void Find_ExactName_ReturnsItsRow(string? name, string? found) => Assert.Equal(found, KnownProviders.Find(name)?.Name);
}
