using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Indexes custom prices for lookups.</summary>
internal static class ConfiguredPrices
{
    /// <summary>
    /// Groups prices by provider. The last price of a model wins, so that prices added in code take precedence over prices in the
    /// configuration.
    /// </summary>
    public static FrozenDictionary<string, ProviderPrices> ByProvider(IEnumerable<CustomPrice> prices)
    {
        var providers = new Dictionary<string, Dictionary<string, PriceHistory>>();
        foreach (var (name, model, price) in prices)
        {
            var provider = KnownProviders.Canonical(name)!;
            if (!providers.TryGetValue(provider, out var models))
            {
                providers.Add(provider, models = []);
            }

            models[ModelId.Normalize(model)!] = new PriceHistory(model, [new PricePeriod { Price = price }]);
        }

        return providers.ToFrozenDictionary(pair => pair.Key, pair => new ProviderPrices(pair.Key, pair.Value));
    }
}
