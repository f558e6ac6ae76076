namespace LlmCost.AI;

/// <summary>
/// Values of <c>gen_ai.provider.name</c> in the OpenTelemetry semantic conventions that the code has rules for, and the custom
/// ones for providers that they don't list.
/// </summary>
internal static class ProviderNames
{
    public const string Anthropic = "anthropic";
    public const string AwsBedrock = "aws.bedrock";
    public const string AzureAIInference = "azure.ai.inference";
    public const string AzureOpenAI = "azure.ai.openai";
    public const string Cohere = "cohere";
    public const string DeepSeek = "deepseek";
    public const string GcpGemini = "gcp.gemini";
    public const string GcpGenAI = "gcp.gen_ai";
    public const string GcpVertexAI = "gcp.vertex_ai";
    public const string Groq = "groq";
    public const string HuggingFace = "huggingface";
    public const string IbmWatsonxAI = "ibm.watsonx.ai";
    public const string Mistral = "mistral_ai";
    public const string Moonshot = "moonshot_ai";
    public const string Ollama = "ollama";
    public const string OpenAI = "openai";
    public const string OpenRouter = "openrouter";
    public const string Perplexity = "perplexity";
    public const string XAI = "x_ai";
}
