using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Tells who really answers, in the names of the OpenTelemetry semantic conventions.</summary>
internal static class KnownProviders
{
    /// <summary>Other spellings of provider names, as clients give them or people write them.</summary>
    private static readonly FrozenDictionary<string, string> s_synonyms = new Dictionary<string, string>
    {
        ["amazon.bedrock"] = ProviderNames.AwsBedrock,
        ["aws"] = ProviderNames.AwsBedrock,
        ["azure"] = ProviderNames.AzureOpenAI,
        ["az.ai.openai"] = ProviderNames.AzureOpenAI,
        ["az.ai.inference"] = ProviderNames.AzureAIInference,
        ["azure_openai"] = ProviderNames.AzureOpenAI,
        ["bedrock"] = ProviderNames.AwsBedrock,
        ["gemini"] = ProviderNames.GcpGemini,
        ["google"] = ProviderNames.GcpGemini,
        ["mistral"] = ProviderNames.Mistral,
        ["mistralclient"] = ProviderNames.Mistral,
        ["moonshot"] = ProviderNames.Moonshot,
        ["moonshotai"] = ProviderNames.Moonshot,
        ["vertex_ai"] = ProviderNames.GcpVertexAI,
        ["watsonx"] = ProviderNames.IbmWatsonxAI,
        ["x-ai"] = ProviderNames.XAI,
        ["xai"] = ProviderNames.XAI,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Hosts and the providers behind them. A leading dot stands for any subdomain, a leading hyphen for a region; all else is
    /// the whole name, so that <c>api.openai.com.example</c> is nobody.
    /// </summary>
    private static readonly (string Host, string Provider)[] s_hosts =
    [
        ("api.openai.com", ProviderNames.OpenAI),
        (".api.openai.com", ProviderNames.OpenAI),
        (".openai.azure.com", ProviderNames.AzureOpenAI),
        (".openai.azure.us", ProviderNames.AzureOpenAI),
        (".cognitiveservices.azure.com", ProviderNames.AzureOpenAI),
        (".services.ai.azure.com", ProviderNames.AzureOpenAI),
        (".models.ai.azure.com", ProviderNames.AzureAIInference),
        ("api.anthropic.com", ProviderNames.Anthropic),
        ("generativelanguage.googleapis.com", ProviderNames.GcpGemini),
        ("aiplatform.googleapis.com", ProviderNames.GcpVertexAI),
        (".aiplatform.googleapis.com", ProviderNames.GcpVertexAI),
        ("-aiplatform.googleapis.com", ProviderNames.GcpVertexAI),
        ("api.mistral.ai", ProviderNames.Mistral),
        ("codestral.mistral.ai", ProviderNames.Mistral),
        ("api.deepseek.com", ProviderNames.DeepSeek),
        ("api.x.ai", ProviderNames.XAI),
        (".api.x.ai", ProviderNames.XAI),
        ("api.groq.com", ProviderNames.Groq),
        ("api.cohere.com", ProviderNames.Cohere),
        ("api.cohere.ai", ProviderNames.Cohere),
        ("api.perplexity.ai", ProviderNames.Perplexity),
        ("openrouter.ai", ProviderNames.OpenRouter),
        ("router.huggingface.co", ProviderNames.HuggingFace),
    ];

    /// <summary>The name of the provider behind a client.</summary>
    /// <param name="adapterName">What the client calls itself; the OpenAI client says <c>openai</c> for every endpoint.</param>
    /// <param name="endpoint">Where the client sends its requests.</param>
    /// <param name="endpoints">The user's own hosts (gateways, proxies) and the providers behind them.</param>
    public static string? Resolve(string? adapterName, Uri? endpoint, IReadOnlyDictionary<string, string> endpoints)
    {
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
                    // Google's own client names its service more exactly than its host does.
                    return Canonical(adapterName) is ProviderNames.GcpGenAI ? ProviderNames.GcpGenAI : provider;
                }
            }
        }

        return Canonical(adapterName);
    }

    /// <summary>The name in OpenTelemetry's spelling; an unknown one in lower case, since it becomes a label.</summary>
    public static string? Canonical(string? name) => string.IsNullOrWhiteSpace(name)
        ? null
        : s_synonyms.TryGetValue(name.Trim(), out var canonical) ? canonical : name.Trim().ToLowerInvariant();

    private static bool IsHost(string host, string pattern) => pattern[0] is '.' or '-'
        ? host.EndsWith(pattern, StringComparison.OrdinalIgnoreCase)
        : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
