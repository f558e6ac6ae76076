namespace LlmCost.AI;

/// <summary>Recognizes AI services by their names on cloud bills.</summary>
/// <remarks>The README documents the rule. Rows of other services are skipped and counted.</remarks>
internal static class AIServices
{
    private static readonly string[] s_names =
    [
        "Bedrock", "OpenAI", "Foundry Models", "Azure AI Foundry", "Vertex AI", "Gemini", "Generative Language", "Claude",
        "Anthropic", "Mistral", "DeepSeek", "Grok", "xAI", "OpenRouter", "Cohere",
    ];

    /// <summary>Returns true if one of the names contains the name of an AI service.</summary>
    public static bool Contain(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (name is not null && Array.Exists(s_names, ai => name.Contains(ai, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns true if a Google service is the Gemini API, or false if it is Vertex AI.</summary>
    public static bool IsGeminiApi(string? name) => name is not null
        && (name.Contains("Gemini API", StringComparison.OrdinalIgnoreCase)
            || name.Contains("Generative Language", StringComparison.OrdinalIgnoreCase));
}
