namespace LlmCost.AI.CatalogBuilder;

/// <summary>Specifies the source of a fact. Sources are listed from the most to the least trusted.</summary>
internal enum FactSource
{
    /// <summary>A person compared the fact with the provider's page.</summary>
    Checked,

    /// <summary>The fact is in the list of genai-prices.</summary>
    GenAIPrices,

    /// <summary>The fact is in LiteLLM's table.</summary>
    LiteLlm,
}
