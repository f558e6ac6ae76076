namespace LlmCost.AI;

/// <summary>
/// The names of the providers for which the library has rules: values of <c>gen_ai.provider.name</c> in the OpenTelemetry
/// semantic conventions, and custom values for providers that the conventions do not list.
/// </summary>
/// <remarks>Other provider names are also valid. They are converted to lower case.</remarks>
public static class ProviderNames
{
    /// <summary>Anthropic.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Amazon Bedrock.</summary>
    public const string AwsBedrock = "aws.bedrock";

    /// <summary>Azure AI Foundry, for models that are not from OpenAI.</summary>
    public const string AzureAIInference = "azure.ai.inference";

    /// <summary>Azure OpenAI.</summary>
    public const string AzureOpenAI = "azure.ai.openai";

    /// <summary>Cohere.</summary>
    public const string Cohere = "cohere";

    /// <summary>DeepSeek.</summary>
    public const string DeepSeek = "deepseek";

    /// <summary>The Gemini API.</summary>
    public const string GcpGemini = "gcp.gemini";

    /// <summary>
    /// Google's generative AI. The official client reports this name without distinguishing the Gemini API from Vertex AI.
    /// </summary>
    public const string GcpGenAI = "gcp.gen_ai";

    /// <summary>Google Cloud's Vertex AI.</summary>
    public const string GcpVertexAI = "gcp.vertex_ai";

    /// <summary>Groq.</summary>
    public const string Groq = "groq";

    /// <summary>Hugging Face's router, which resells the models of many providers. A custom value.</summary>
    public const string HuggingFace = "huggingface";

    /// <summary>IBM watsonx.ai.</summary>
    public const string IbmWatsonxAI = "ibm.watsonx.ai";

    /// <summary>Mistral AI.</summary>
    public const string Mistral = "mistral_ai";

    /// <summary>Moonshot AI.</summary>
    public const string Moonshot = "moonshot_ai";

    /// <summary>Ollama, which runs models locally. A custom value.</summary>
    public const string Ollama = "ollama";

    /// <summary>OpenAI.</summary>
    public const string OpenAI = "openai";

    /// <summary>OpenRouter, which resells the models of many providers. A custom value.</summary>
    public const string OpenRouter = "openrouter";

    /// <summary>Perplexity.</summary>
    public const string Perplexity = "perplexity";

    /// <summary>xAI.</summary>
    public const string XAI = "x_ai";
}
