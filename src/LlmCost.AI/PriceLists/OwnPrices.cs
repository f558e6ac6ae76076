using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>The user's own prices, ready to be looked up.</summary>
internal static class OwnPrices
{
    /// <summary>The prices by provider. Of several prices of one model the last counts, so that code wins over configuration.</summary>
    public static FrozenDictionary<string, ProviderPrices> ByProvider(IEnumerable<ModelPriceOptions> prices, ExchangeRates toUsd)
    {
        var providers = new Dictionary<string, Dictionary<string, ModelPeriods>>();
        foreach (var price in prices)
        {
            var provider = ProviderIdentity.Canonical(price.Provider)!;
            if (!providers.TryGetValue(provider, out var models))
            {
                providers.Add(provider, models = []);
            }

            models[ModelId.Normalize(price.Model)!] = new ModelPeriods(price.Model!, [new PricePeriod { Price = price.ToModelPrice(toUsd) }]);
        }

        return providers.ToFrozenDictionary(pair => pair.Key, pair => new ProviderPrices(pair.Key, pair.Value));
    }
}
