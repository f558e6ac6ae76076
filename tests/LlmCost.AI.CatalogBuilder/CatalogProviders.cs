namespace LlmCost.AI.CatalogBuilder;

/// <summary>The lists' names of providers in ours: OpenTelemetry's where it has one, else the list's own.</summary>
internal static class CatalogProviders
{
    private static readonly Dictionary<string, string> s_ofGenAIPrices = new()
    {
        ["aws"] = "aws.bedrock",
        ["azure"] = "azure.ai.openai",
        ["google"] = "gcp.gemini",
        ["mistral"] = "mistral_ai",
        ["moonshotai"] = "moonshot_ai",
        ["x-ai"] = "x_ai",
    };

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

    /// <summary>Other names that LiteLLM's users have for our providers.</summary>
    private static readonly Dictionary<string, string[]> s_aliases = new()
    {
        ["fireworks"] = ["fireworks_ai", "fireworks-ai"],
        ["github-copilot"] = ["github_copilot"],
        ["together"] = ["together_ai", "together-ai"],
        ["voyageai"] = ["voyage"],
    };

    /// <summary>The pages of those providers whose entries in LiteLLM's table name none.</summary>
    private static readonly Dictionary<string, string> s_pages = new()
    {
        ["ai21"] = "https://www.ai21.com/pricing",
        ["amazon_nova"] = "https://aws.amazon.com/nova/pricing/",
        ["apiserpent"] = "https://apiserpent.com",
        ["assemblyai"] = "https://www.assemblyai.com/pricing",
        ["crusoe"] = "https://www.crusoe.ai/cloud/pricing",
        ["dataforseo"] = "https://dataforseo.com/pricing",
        ["deepinfra"] = "https://deepinfra.com/pricing",
        ["exa_ai"] = "https://exa.ai/pricing",
        ["fal_ai"] = "https://fal.ai/pricing",
        ["firecrawl"] = "https://www.firecrawl.dev/pricing",
        ["friendliai"] = "https://friendli.ai/pricing",
        ["gmi"] = "https://www.gmicloud.ai/pricing",
        ["google_pse"] = "https://developers.google.com/custom-search/v1/overview",
        ["gradient_ai"] = "https://docs.digitalocean.com/products/gradient-ai-platform/details/pricing/",
        ["heroku"] = "https://www.heroku.com/pricing",
        ["hyperbolic"] = "https://docs.hyperbolic.xyz/docs/hyperbolic-pricing",
        ["ibm.watsonx.ai"] = "https://www.ibm.com/products/watsonx-ai/pricing",
        ["inception"] = "https://docs.inceptionlabs.ai",
        ["jina_ai"] = "https://jina.ai/reranker/",
        ["lambda_ai"] = "https://lambda.ai/inference",
        ["linkup"] = "https://www.linkup.so/pricing",
        ["llamagate"] = "https://llamagate.dev",
        ["morph"] = "https://morphllm.com/pricing",
        ["nlp_cloud"] = "https://nlpcloud.com/pricing.html",
        ["parallel_ai"] = "https://docs.parallel.ai/getting-started/pricing",
        ["replicate"] = "https://replicate.com/pricing",
        ["sarvam"] = "https://www.sarvam.ai/api-pricing",
        ["scaleway"] = "https://www.scaleway.com/en/pricing/model-as-a-service/",
        ["serper"] = "https://serper.dev",
        ["snowflake"] = "https://www.snowflake.com/legal-files/CreditConsumptionTable.pdf",
        ["stability"] = "https://platform.stability.ai/pricing",
        ["tavily"] = "https://docs.tavily.com/documentation/api-credits",
        ["tinyfish"] = "https://www.tinyfish.ai",
        ["v0"] = "https://v0.app/docs/pricing",
        ["vercel_ai_gateway"] = "https://vercel.com/ai-gateway/models",
        ["wandb"] = "https://wandb.ai/site/pricing/inference",
        ["you_com"] = "https://you.com",
    };

    /// <summary>Providers of LiteLLM's table without prices of calls, and why.</summary>
    private static readonly Dictionary<string, string> s_withoutPrices = new()
    {
        ["chatgpt"] = "included in a subscription",
        ["github_copilot"] = "included in a subscription",
        ["lemonade"] = "run locally",
        ["ollama"] = "run locally",
        ["sagemaker"] = "billed by the hour of an instance",
    };

    public static string OfGenAIPrices(string id) => s_ofGenAIPrices.GetValueOrDefault(id, id);

    public static string OfLiteLlm(string id) =>
        id.StartsWith("vertex_ai", StringComparison.Ordinal) ? "gcp.gemini" : s_ofLiteLlm.GetValueOrDefault(id, id);

    public static IEnumerable<string> Aliases(string provider) => s_aliases.GetValueOrDefault(provider, []);

    public static string? Page(string provider) => s_pages.GetValueOrDefault(provider);

    public static string? WhyWithoutPrices(string liteLLMProvider) => s_withoutPrices.GetValueOrDefault(liteLLMProvider);
}
