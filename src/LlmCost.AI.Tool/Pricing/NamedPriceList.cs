namespace LlmCost.AI.Tool;

/// <summary>A price list and what it is called in answers.</summary>
internal sealed record NamedPriceList(string Name, string Version, IPriceList Prices)
{
    /// <summary>The catalog that comes with the package.</summary>
    public static NamedPriceList Catalog { get; } = new("catalog", PriceCatalog.Default.Version, new CatalogPriceList(PriceCatalog.Default));
}
