using System.Text.Json;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Prices of LiteLLM's table, for what the other source does not have: tiers, regions and fast modes.</summary>
internal sealed class LiteLlmFacts(FileInfo file)
{
    /// <summary>The providers' names there, where they differ from ours.</summary>
    private static readonly Dictionary<string, string> s_providers = new()
    {
        ["gcp.gemini"] = "gemini",
        ["mistral_ai"] = "mistral",
        ["x_ai"] = "xai",
        ["azure.ai.openai"] = "azure",
    };

    private readonly LiteLlmList _prices = Read(file);

    /// <summary>The price of a model now, or <see langword="null"/> where the table has none.</summary>
    public ModelPrice? Find(string provider, string model)
    {
        var query = new PriceQuery(s_providers.GetValueOrDefault(provider, provider), model);
        return _prices.Find(in query)?.Prices.Periods[^1].Price;
    }

    private static LiteLlmList Read(FileInfo file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        return LiteLlmReader.Read(file.Name, json.RootElement);
    }
}
