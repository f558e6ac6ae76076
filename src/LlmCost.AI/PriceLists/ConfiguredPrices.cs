using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>The user's own prices, ready to be looked up.</summary>
internal static class ConfiguredPrices
{
    /// <summary>The prices by provider. Of several prices of one model the last counts, so that code wins over configuration.</summary>
    public static FrozenDictionary<string, ProviderPrices> ByProvider(IEnumerable<ModelPriceOptions> prices, ExchangeRates toUsd)
    {
        var providers = new Dictionary<string, Dictionary<string, PriceHistory>>();
        foreach (var price in prices)
        {
            var provider = KnownProviders.Canonical(price.Provider)!;
            if (!providers.TryGetValue(provider, out var models))
            {
                providers.Add(provider, models = []);
            }

            models[ModelId.Normalize(price.Model)!] = new PriceHistory(price.Model!, [new PricePeriod { Price = price.ToModelPrice(toUsd) }]);
        }

        return providers.ToFrozenDictionary(pair => pair.Key, pair => new ProviderPrices(pair.Key, pair.Value));
    }
}
