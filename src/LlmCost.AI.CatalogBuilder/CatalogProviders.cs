namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Maps the provider names of the public lists to the names in the catalog. The catalog uses the name that OpenTelemetry defines
/// for a provider, or the name in the list if OpenTelemetry defines none.
/// </summary>
internal static class CatalogProviders
{
    private static readonly Dictionary<string, string> s_ofLiteLlm = new()
    {
        ["azure"] = "azure.ai.openai",
        ["azure_ai"] = "azure.ai.openai",
        ["azure_text"] = "azure.ai.openai",
        ["bedrock"] = "aws.bedrock",
        ["bedrock_converse"] = "aws.bedrock",
        ["bedrock_mantle"] = "aws.bedrock",
        ["codestral"] = "mistral_ai",
        ["cohere_chat"] = "cohere",
        ["fireworks_ai"] = "fireworks",
        ["fireworks_ai-embedding-models"] = "fireworks",
        ["gemini"] = "gcp.gemini",
        ["github_copilot"] = "github-copilot",
        ["meta"] = "meta_llama",
        ["mistral"] = "mistral_ai",
        ["moonshot"] = "moonshot_ai",
        ["palm"] = "gcp.gemini",
        ["text-completion-codestral"] = "mistral_ai",
        ["text-completion-inception"] = "inception",
        ["text-completion-openai"] = "openai",
        ["together_ai"] = "together",
        ["voyage"] = "voyageai",
        ["watsonx"] = "ibm.watsonx.ai",
        ["xai"] = "x_ai",
    };

    /// <summary>The names that LiteLLM uses for a provider. They become aliases of the provider in the catalog.</summary>
    private static readonly Dictionary<string, string[]> s_aliases = new()
    {
        ["fireworks"] = ["fireworks_ai", "fireworks-ai"],
        ["github-copilot"] = ["github_copilot"],
        ["together"] = ["together_ai", "together-ai"],
        ["voyageai"] = ["voyage"],
    };

    /// <summary>The providers in LiteLLM's table that have no price per call, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_withoutPrices = new()
    {
        ["chatgpt"] = "included in a subscription",
        ["github_copilot"] = "included in a subscription",
        ["lemonade"] = "run locally",
        ["ollama"] = "run locally",
        ["sagemaker"] = "billed per instance hour",
    };

    public static string OfGenAIPrices(string id) =>
        KnownProviders.All.FirstOrDefault(known => known.GenAIPricesId == id)?.Name ?? id;

    public static string OfLiteLlm(string id) =>
        id.StartsWith("vertex_ai", StringComparison.Ordinal) ? "gcp.gemini" : s_ofLiteLlm.GetValueOrDefault(id, id);

    public static IEnumerable<string> Aliases(string provider) => s_aliases.GetValueOrDefault(provider, []);

    public static string? WhyWithoutPrices(string liteLLMProvider) => s_withoutPrices.GetValueOrDefault(liteLLMProvider);
}
