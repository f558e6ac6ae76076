namespace LlmCost.AI.CatalogBuilder;

/// <summary>Where a fact comes from, the most trusted first.</summary>
internal enum FactSource
{
    /// <summary>Compared with the provider's page by a person.</summary>
    Checked,

    /// <summary>genai-prices' list.</summary>
    GenAIPrices,

    /// <summary>LiteLLM's table.</summary>
    LiteLlm,
}
