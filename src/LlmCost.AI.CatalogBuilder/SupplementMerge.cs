namespace LlmCost.AI.CatalogBuilder;

/// <summary>Adds supplements to the models that don't have these facts yet.</summary>
internal sealed class SupplementMerge(Catalog catalog, IReadOnlyList<Supplement> supplements)
{
    public void Run()
    {
        foreach (var supplement in supplements)
        {
            foreach (var model in Models(supplement))
            {
                model.ChangePrices(price => price with
                {
                    Variants =
                    [
                        .. price.Variants,
                        .. supplement.Variants.Where(variant => !price.Variants.Any(known => IsSame(known, variant))),
                    ],
                    Fees =
                    [
                        .. price.Fees,
                        .. supplement.Fees
                            .Where(fee => !price.Fees.Any(known => known.Unit == fee.Unit && known.Kind == fee.Kind)),
                    ],
                });
            }
        }
    }

    private IEnumerable<CatalogModel> Models(Supplement supplement)
    {
        var file = catalog.Find(supplement.Provider)
            ?? throw new FormatException($"Supplements.json: provider '{supplement.Provider}' is not in the catalog.");
        return supplement.Models is ["*"]
            ? file.Models.Where(model => model.Periods.All(period => period.Price.Rates.Output > 0))
            : supplement.Models.Select(name =>
                file.Find(name)
                ?? throw new FormatException($"Supplements.json: provider '{supplement.Provider}' has no model '{name}'."));
    }

    private static bool IsSame(PriceVariant known, PriceVariant variant) =>
        known.ServiceTier == variant.ServiceTier && known.Region == variant.Region && known.Speed == variant.Speed
        && known.FromInputTokens == variant.FromInputTokens;
}
