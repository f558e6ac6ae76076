namespace LlmCost.AI;

/// <summary>The providers for which the library has rules, one row each.</summary>
internal static class KnownProviders
{
    private static readonly KnownProvider[] s_all =
    [
        new(ProviderNames.OpenAI)
        {
            Hosts = ["api.openai.com", ".api.openai.com"],

            // Usage comes once, in the last chunk, but some compatible servers repeat a running total in every chunk.
            ClientDialect = new(Merge: UsageMerge.Latest),
            RawUsage = new(
                "LlmCost.AI.OpenAI",
                "AddOpenAIUsage",
                "the actual service tier, cache writes, hosted tool calls, transcription durations, costs reported by"
                    + " OpenRouter and xAI, and the usage of incomplete and failed responses"),
        },
        new(ProviderNames.AzureOpenAI)
        {
            Synonyms = ["azure", "az.ai.openai", "azure_openai"],
            Hosts = [".openai.azure.com", ".openai.azure.us", ".cognitiveservices.azure.com", ".services.ai.azure.com"],
            GenAIPricesId = "azure",
            LiteLlmId = "azure",
        },
        new(ProviderNames.AzureAIInference)
        {
            Synonyms = ["az.ai.inference"],
            Hosts = [".models.ai.azure.com"],
            GenAIPricesId = "azure",
            LiteLlmId = "azure_ai",
        },
        new(ProviderNames.Anthropic)
        {
            Hosts = ["api.anthropic.com"],

            // The official client merges the counts of a stream's first and last event. Other clients pass both on, and the later
            // count is larger.
            Dialect = new(Merge: UsageMerge.Maximum, HasTotal: false),
            RawUsage = new(
                "LlmCost.AI.Anthropic",
                "AddAnthropicUsage",
                "the lifetime of cache writes, the actual service tier, region and speed, web searches, and the input of streams"
                    + " that break off"),
        },
        new(ProviderNames.GcpGemini)
        {
            Synonyms = ["gemini", "google"],
            Hosts = ["generativelanguage.googleapis.com"],
            GenAIPricesId = "google",
            LiteLlmId = "gemini",
        },
        new(ProviderNames.GcpGenAI)
        {
            IsNamedByItsClient = true,

            // The candidate count excludes thoughts, and chunks repeat a running total.
            Dialect = new(ExclusiveCounts.Reasoning, UsageMerge.Latest),
            GenAIPricesId = "google",
            LiteLlmId = "gemini",
        },
        new(ProviderNames.GcpVertexAI)
        {
            Synonyms = ["vertex_ai"],
            Hosts = ["aiplatform.googleapis.com", ".aiplatform.googleapis.com", "-aiplatform.googleapis.com"],
            GenAIPricesId = "google",
            LiteLlmId = "vertex_ai",
        },
        new(ProviderNames.AwsBedrock)
        {
            Synonyms = ["amazon.bedrock", "aws", "bedrock"],

            // Converse reports the uncached remainder as input.
            Dialect = new(ExclusiveCounts.Cache),
            GenAIPricesId = "aws",
            LiteLlmId = "bedrock",
            Spellings = BedrockModelId.Spellings,
        },
        new(ProviderNames.XAI)
        {
            Synonyms = ["x-ai", "xai"],
            Hosts = ["api.x.ai", ".api.x.ai"],

            // Chat completions may report reasoning tokens in addition to the completion tokens.
            Dialect = new(ExclusiveCounts.Reasoning, UsageMerge.Latest),
            GenAIPricesId = "x-ai",
            LiteLlmId = "xai",
            HasInclusiveThresholds = true,
            ReportedCost = ReportedCostForm.UsdTicks,
        },
        new(ProviderNames.Mistral)
        {
            Synonyms = ["mistral", "mistralclient"],
            Hosts = ["api.mistral.ai", "codestral.mistral.ai"],
            GenAIPricesId = "mistral",
            LiteLlmId = "mistral",
        },
        new(ProviderNames.Moonshot)
        {
            Synonyms = ["moonshot", "moonshotai"],
            GenAIPricesId = "moonshotai",
            LiteLlmId = "moonshot",
        },
        new(ProviderNames.IbmWatsonxAI) { Synonyms = ["watsonx"], LiteLlmId = "watsonx" },
        new(ProviderNames.HuggingFace)
        {
            Hosts = ["router.huggingface.co"],
            Route = HuggingFaceModelId.Split,
        },
        new(ProviderNames.DeepSeek) { Hosts = ["api.deepseek.com"] },
        new(ProviderNames.Groq) { Hosts = ["api.groq.com"] },
        new(ProviderNames.Cohere) { Hosts = ["api.cohere.com", "api.cohere.ai"] },
        new(ProviderNames.Perplexity) { Hosts = ["api.perplexity.ai"], ReportedCost = ReportedCostForm.TotalCost },
        new(ProviderNames.OpenRouter) { Hosts = ["openrouter.ai"], ReportedCost = ReportedCostForm.Usd },
        new(ProviderNames.Ollama),
    ];

    private static readonly Dictionary<string, KnownProvider> s_byName =
        s_all.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> s_synonyms = s_all
        .SelectMany(provider => provider.Synonyms, (provider, synonym) => KeyValuePair.Create(synonym, provider.Name))
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly (string Host, string Provider)[] s_hosts =
        [.. s_all.SelectMany(provider => provider.Hosts, (provider, host) => (host, provider.Name))];

    /// <summary>All known providers.</summary>
    public static IReadOnlyList<KnownProvider> All => s_all;

    /// <summary>Returns the rules for a provider by its exact name, or <see langword="null"/> if there are none.</summary>
    public static KnownProvider? Find(string? name) => name is null ? null : s_byName.GetValueOrDefault(name);

    /// <summary>Returns the name of the provider behind a client.</summary>
    /// <param name="adapterName">
    /// The name that the client reports; the OpenAI client reports <c>openai</c> for every endpoint.
    /// </param>
    /// <param name="endpoint">The address that the client sends its requests to.</param>
    /// <param name="endpoints">The configured hosts (gateways, proxies) and the providers behind them.</param>
    public static string? Resolve(string? adapterName, Uri? endpoint, IReadOnlyDictionary<string, string> endpoints)
    {
        var named = Canonical(adapterName);
        if (endpoint is { IsAbsoluteUri: true, Host.Length: > 0 })
        {
            if (endpoints.TryGetValue(endpoint.Host, out var configured))
            {
                return Canonical(configured);
            }

            foreach (var (host, provider) in s_hosts)
            {
                if (IsHost(endpoint.Host, host))
                {
                    return Find(named) is { IsNamedByItsClient: true } ? named : provider;
                }
            }
        }

        return named;
    }

    /// <summary>
    /// Returns a name in OpenTelemetry's spelling. An unknown name is converted to lower case, because it becomes a label.
    /// </summary>
    public static string? Canonical(string? name) => string.IsNullOrWhiteSpace(name)
        ? null
        : s_synonyms.TryGetValue(name.Trim(), out var canonical) ? canonical : name.Trim().ToLowerInvariant();

    /// <summary>Returns the way in which usage is reported: the provider's rule, otherwise the client's.</summary>
    /// <param name="adapterName">The name that the client reports; clients of compatible endpoints report <c>openai</c>.</param>
    /// <param name="providerName">The provider that responds, by its OpenTelemetry name.</param>
    public static UsageDialect DialectOf(string? adapterName, string? providerName) =>
        Find(providerName)?.Dialect ?? Find(adapterName)?.ClientDialect ?? UsageDialect.Documented;

    private static bool IsHost(string host, string pattern) => pattern[0] is '.' or '-'
        ? host.EndsWith(pattern, StringComparison.OrdinalIgnoreCase)
        : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
