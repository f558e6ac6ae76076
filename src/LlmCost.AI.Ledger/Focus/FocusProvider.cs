namespace LlmCost.AI;

/// <summary>The names of a provider in a FOCUS export.</summary>
/// <param name="Name">The company that provides and bills the service.</param>
/// <param name="Service">The product, as the provider calls it.</param>
/// <param name="Host">The company on whose infrastructure the service runs.</param>
internal sealed record FocusProvider(string Name, string Service, string Host)
{
    private const string Unspecified = "Unspecified";

    private static readonly Dictionary<string, FocusProvider> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        [ProviderNames.Anthropic] = Of("Anthropic", "Claude API"),
        [ProviderNames.AwsBedrock] = Of("AWS", "Amazon Bedrock"),
        [ProviderNames.AzureAIInference] = Of("Microsoft", "Azure AI Foundry Models", "Microsoft Azure"),
        [ProviderNames.AzureOpenAI] = Of("Microsoft", "Azure OpenAI", "Microsoft Azure"),
        [ProviderNames.Cohere] = Of("Cohere", "Cohere API"),
        [ProviderNames.DeepSeek] = Of("DeepSeek", "DeepSeek API"),
        [ProviderNames.GcpGemini] = Of("Google", "Gemini API", "Google Cloud"),
        [ProviderNames.GcpGenAI] = Of("Google", "Gemini API", "Google Cloud"),
        [ProviderNames.GcpVertexAI] = Of("Google", "Vertex AI", "Google Cloud"),
        [ProviderNames.Groq] = Of("Groq", "GroqCloud"),
        [ProviderNames.HuggingFace] = Of("Hugging Face", "Inference Providers"),
        [ProviderNames.IbmWatsonxAI] = Of("IBM", "watsonx.ai", "IBM Cloud"),
        [ProviderNames.Mistral] = Of("Mistral AI", "Mistral API"),
        [ProviderNames.Moonshot] = Of("Moonshot AI", "Moonshot API"),
        [ProviderNames.OpenAI] = Of("OpenAI", "OpenAI API"),
        [ProviderNames.OpenRouter] = Of("OpenRouter", "OpenRouter API"),
        [ProviderNames.Perplexity] = Of("Perplexity", "Perplexity API"),
        [ProviderNames.XAI] = Of("xAI", "xAI API"),
    };

    /// <summary>Returns the names of a provider. A provider that is not in the table keeps its name in the ledger.</summary>
    public static FocusProvider Find(string? name) =>
        s_known.TryGetValue(name ?? "", out var known) ? known : Of(name ?? Unspecified, name ?? Unspecified);

    private static FocusProvider Of(string name, string service, string? host = null) => new(name, service, host ?? name);
}
