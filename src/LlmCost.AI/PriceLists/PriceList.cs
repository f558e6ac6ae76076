namespace LlmCost.AI;

/// <summary>A price list, and what records say of it.</summary>
/// <param name="Name">Where it came from: <c>catalog</c> for the one of this package, else the path or address.</param>
/// <param name="Version">Its version: the day of its facts, or the beginning of its hash.</param>
/// <param name="Prices">The prices.</param>
/// <param name="AsOf">When its facts were last known to be current, or <see langword="null"/> where nothing tells.</param>
internal sealed record PriceList(string Name, string Version, IPriceTable Prices, DateTimeOffset? AsOf = null)
{
    /// <summary>The catalog that comes with the package.</summary>
    public static PriceList Catalog { get; } = Of(PriceCatalog.Default);

    public static PriceList Of(PriceCatalog catalog) => new("catalog", catalog.Version, new CatalogTable(catalog), catalog.AsOf);
}
