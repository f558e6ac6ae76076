namespace LlmCost.AI.CatalogBuilder;

/// <summary>Adds the facts in supplements to the models that lack these facts.</summary>
internal sealed class SupplementMerge(Catalog catalog, IReadOnlyList<Supplement> supplements)
{
    public void Run()
    {
        foreach (var supplement in supplements)
        {
            var file = catalog.Find(supplement.Provider)
                ?? throw new FormatException($"Supplements.json: provider '{supplement.Provider}' is not in the catalog.");
            foreach (var model in supplement.In(file).ToList())
            {
                model.ChangePrices(price => Add(supplement, price));
            }
        }
    }

    private static ModelPrice Add(Supplement supplement, ModelPrice price)
    {
        var changed = WithThinkingMode(supplement, WithMultiples(supplement, price));
        var added = supplement.Variants.Concat(supplement.Calculated.SelectMany(variant => variant.For(changed)));
        return changed with
        {
            Variants =
            [
                .. changed.Variants,
                .. added.Where(variant => !changed.Variants.Any(known => IsSame(known, variant))),
            ],
            Fees =
            [
                .. changed.Fees,
                .. supplement.Fees
                    .Where(fee => !changed.Fees.Any(known => known.Unit == fee.Unit && known.Kind == fee.Kind)),
            ],
        };
    }

    private static ModelPrice WithMultiples(Supplement supplement, ModelPrice price) => supplement.OfInput.Count is 0
        ? price
        : price with
        {
            Rates = WithMultiples(supplement, price.Rates),
            Variants =
            [
                .. price.Variants.Select(variant => PriceComparison.IsSizeOnly(variant)
                    ? variant with { Rates = WithMultiples(supplement, variant.Rates) }
                    : variant),
            ],
        };

    private static TokenRates WithMultiples(Supplement supplement, TokenRates rates)
    {
        var keys = Rates.ToKeys(rates);
        foreach (var (key, rate) in CalculatedVariant.Multiples(supplement.OfInput, keys))
        {
            keys[key] = rate;
        }

        return Rates.FromKeys(keys);
    }

    /// <summary>
    /// Replaces each reasoning rate with a variant for responses with reasoning. In this variant, the rate applies to the whole
    /// output.
    /// </summary>
    private static ModelPrice WithThinkingMode(Supplement supplement, ModelPrice price)
    {
        if (!supplement.HasThinkingMode)
        {
            return price;
        }

        var thinking = price.Variants.Prepend(new PriceVariant { Rates = price.Rates })
            .Where(variant => variant.Rates.OutputReasoning is not null)
            .Select(variant => variant with { IsThinking = true, Rates = new() { Output = variant.Rates.OutputReasoning } });
        return price with
        {
            Rates = WithoutReasoning(price.Rates),
            Variants =
            [
                .. price.Variants.Select(variant => variant with { Rates = WithoutReasoning(variant.Rates) }),
                .. thinking,
            ],
        };
    }

    private static TokenRates WithoutReasoning(TokenRates rates) =>
        TokenRates.Create(kind => kind is TokenKind.OutputReasoning ? null : rates[kind]);

    private static bool IsSame(PriceVariant known, PriceVariant variant) =>
        known.ServiceTier == variant.ServiceTier && known.Region == variant.Region && known.Speed == variant.Speed
        && known.CacheMode == variant.CacheMode && known.FromInputTokens == variant.FromInputTokens;
}
