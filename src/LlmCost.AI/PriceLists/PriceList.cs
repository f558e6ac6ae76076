namespace LlmCost.AI;

/// <summary>Represents a price list with the name and version that cost records contain.</summary>
/// <param name="Name">The name: <c>catalog</c> for the embedded list, otherwise the file path or feed name.</param>
/// <param name="Version">The version: the date on which the prices were checked, or the beginning of the list's hash.</param>
/// <param name="Prices">The prices.</param>
/// <param name="AsOf">
/// The time at which the prices were last known to be current, or <see langword="null"/> if it is unknown.
/// </param>
internal sealed record PriceList(string Name, string Version, IPriceTable Prices, DateTimeOffset? AsOf = null)
{
    /// <summary>Gets the embedded catalog.</summary>
    public static PriceList Catalog { get; } = Of(PriceCatalog.Default);

    /// <summary>Gets the names of all providers in the list.</summary>
    public IEnumerable<string> ProviderNames => Prices is CatalogTable table
        ? table.Catalog.ProviderNames
        : Prices.Entries.Select(entry => entry.Provider).Distinct(StringComparer.Ordinal);

    public static PriceList Of(PriceCatalog catalog) => new("catalog", catalog.Version, new CatalogTable(catalog), catalog.AsOf);
}
