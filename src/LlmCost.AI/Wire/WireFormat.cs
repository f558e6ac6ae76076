namespace LlmCost.AI;

/// <summary>The JSON formats in which providers report usage.</summary>
internal enum WireFormat
{
    /// <summary>Not recognized.</summary>
    Unknown,

    /// <summary>OpenAI's Chat Completions, which compatible servers also use.</summary>
    OpenAIChat,

    /// <summary>OpenAI's Responses.</summary>
    OpenAIResponses,

    /// <summary>OpenAI's embeddings.</summary>
    OpenAIEmbeddings,

    /// <summary>OpenAI's image generation.</summary>
    OpenAIImages,

    /// <summary>OpenAI's transcriptions.</summary>
    OpenAIAudio,

    /// <summary>The server events of OpenAI's Realtime API.</summary>
    OpenAIRealtime,

    /// <summary>Anthropic's Messages, also on Bedrock (<c>InvokeModel</c>), Vertex AI and Microsoft Foundry.</summary>
    AnthropicMessages,

    /// <summary>Gemini's <c>generateContent</c>.</summary>
    GoogleGenerateContent,

    /// <summary>Bedrock's <c>Converse</c>.</summary>
    BedrockConverse,

    /// <summary>Cohere's chat.</summary>
    CohereChat,

    /// <summary>Cohere's rerank.</summary>
    CohereRerank,

    /// <summary>Cohere's embeddings.</summary>
    CohereEmbeddings,

    /// <summary>Mistral's chat, which has the same format as OpenAI's.</summary>
    MistralChat,

    /// <summary>Ollama's chat.</summary>
    OllamaChat,

    /// <summary>The provider-neutral names of counts that <c>llmcost price</c> accepts.</summary>
    Neutral,
}
