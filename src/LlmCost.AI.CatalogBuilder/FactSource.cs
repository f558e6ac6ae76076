namespace LlmCost.AI.CatalogBuilder;

/// <summary>Specifies the source of a fact. The most trusted source comes first.</summary>
internal enum FactSource
{
    /// <summary>A person compared the fact with the provider's page.</summary>
    Checked,

    /// <summary>The fact is in the list of genai-prices.</summary>
    GenAIPrices,

    /// <summary>The fact is in LiteLLM's table.</summary>
    LiteLlm,
}
