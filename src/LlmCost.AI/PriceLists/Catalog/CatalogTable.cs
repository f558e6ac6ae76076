namespace LlmCost.AI;

/// <summary>
/// The catalog of this package as a price list: the provider by its name, its address or what stands in front of the model's
/// name.
/// </summary>
internal sealed class CatalogTable(PriceCatalog catalog) : IPriceTable
{
    private static readonly Dictionary<string, string> s_noEndpoints = [];

    /// <summary>The catalog.</summary>
    public PriceCatalog Catalog => catalog;

    public IEnumerable<PriceEntry> Entries =>
        from provider in catalog.Providers
        from prices in catalog.ModelsOf(provider).Values.Distinct()
        select new PriceEntry(provider, prices);

    public PriceEntry? Find(in PriceQuery query)
    {
        var model = ModelId.Normalize(query.Model);
        var endpoint = Uri.TryCreate(query.Endpoint, UriKind.Absolute, out var address) ? address : null;
        var provider = KnownProviders.Canonical(query.Provider) ?? KnownProviders.Resolve(null, endpoint, s_noEndpoints);
        if (catalog.Find(provider, model) is { } prices)
        {
            return new PriceEntry(provider!, prices);
        }

        // Where nothing else tells the provider, the model's name may have it in front. A provider that is known, but not to this list, has prices of its own.
        return provider is null && ModelId.SplitProvider(model) is var (named, rest) && catalog.Find(named, rest) is { } prefixed
            ? new PriceEntry(named, prefixed)
            : null;
    }
}
