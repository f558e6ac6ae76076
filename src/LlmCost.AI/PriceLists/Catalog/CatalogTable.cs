namespace LlmCost.AI;

/// <summary>Looks up prices in a catalog. The provider is found by its name, its address or a prefix of the model name.</summary>
internal sealed class CatalogTable(PriceCatalog catalog) : IPriceTable
{
    /// <summary>Gets the catalog.</summary>
    public PriceCatalog Catalog => catalog;

    public IEnumerable<PriceEntry> Entries =>
        from provider in catalog.Providers
        from prices in catalog.ModelsOf(provider).Values.Distinct()
        select new PriceEntry(provider, prices);

    public PriceEntry? Find(in PriceQuery query)
    {
        var model = ModelId.Normalize(query.Model);
        var endpoint = Uri.TryCreate(query.Endpoint, UriKind.Absolute, out var address) ? address : null;
        var provider = KnownProviders.Canonical(query.Provider) ?? KnownProviders.Resolve(null, endpoint, HostMap.Empty).Name;
        if (catalog.Find(provider, model) is { } prices)
        {
            return new PriceEntry(provider!, prices);
        }

        // If the provider is unknown, the model name may start with the provider's name. If the provider is given but not in this
        // catalog, a prefix of the model name is not used, because the provider has its own prices.
        return provider is null && ModelId.SplitProvider(model) is var (named, rest) && catalog.Find(named, rest) is { } prefixed
            ? new PriceEntry(named, prefixed)
            : null;
    }
}
