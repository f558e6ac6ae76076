namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>The prices of the models used in tests, from the providers' price pages.</summary>
internal static class ListPrices
{
    // In USD per million tokens. Copied by hand from the providers' price pages, to be independent of the catalog.
    private static readonly Dictionary<string, Dictionary<string, decimal>> Prices = new()
    {
        ["openai/gpt-5.1-2025-11-13"] = new()
        {
            ["input"] = 1.25m, ["input_cache_read"] = 0.125m, ["output"] = 10m, ["output_reasoning"] = 10m,
        },
        ["openai/gpt-4o-mini-2024-07-18"] = new()
        {
            ["input"] = 0.15m, ["input_cache_read"] = 0.075m, ["output"] = 0.60m,
        },
        ["azure.ai.openai/gpt-4o-2024-11-20"] = new()
        {
            ["input"] = 2.50m, ["input_cache_read"] = 1.25m, ["output"] = 10m,
        },
        ["anthropic/claude-sonnet-4-5-20250929"] = new()
        {
            ["input"] = 3m, ["input_cache_read"] = 0.30m, ["input_cache_write"] = 3.75m, ["output"] = 15m,
            ["output_reasoning"] = 15m,
        },
        ["anthropic/claude-haiku-4-5-20251001"] = new()
        {
            ["input"] = 1m, ["input_cache_read"] = 0.10m, ["input_cache_write"] = 1.25m, ["output"] = 5m,
        },
        // The model is free, so its cost series exist and stay at zero.
        ["ollama/llama3.2"] = new()
        {
            ["input"] = 0m, ["output"] = 0m,
        },
    };

    /// <summary>Returns the price in USD per million tokens.</summary>
    public static decimal Of(string provider, string model, string tokenClass) => Prices[$"{provider}/{model}"][tokenClass];
}
