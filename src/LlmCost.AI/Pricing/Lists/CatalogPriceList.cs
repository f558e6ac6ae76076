namespace LlmCost.AI;

/// <summary>The catalog of this package as a price list: the provider by its name, its address or what stands in front of the model's name.</summary>
internal sealed class CatalogPriceList(PriceCatalog catalog) : IPriceList
{
    private static readonly Dictionary<string, string> s_noEndpoints = [];

    public IEnumerable<PriceEntry> Entries =>
        from provider in catalog.Providers
        where catalog.IsOwnName(provider)
        from prices in catalog.ModelsOf(provider).Values.Distinct()
        select new PriceEntry(provider, prices);

    public PriceEntry? Find(in PriceQuery query)
    {
        var model = ModelId.Normalize(query.Model);
        var endpoint = Uri.TryCreate(query.Endpoint, UriKind.Absolute, out var address) ? address : null;
        var provider = ProviderIdentity.Canonical(query.Provider) ?? ProviderIdentity.Resolve(null, endpoint, s_noEndpoints);
        if (catalog.Find(provider, model) is { } prices)
        {
            return new PriceEntry(provider!, prices);
        }

        // A gateway's names have the real provider in front; but a provider that is known and does not list the model does not sell it.
        if (model?.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash)
            || (provider is not null && catalog.Providers.Contains(provider)))
        {
            return null;
        }

        provider = ProviderIdentity.Canonical(model[..slash]);
        return catalog.Find(provider, model[(slash + 1)..]) is { } prefixed ? new PriceEntry(provider!, prefixed) : null;
    }
}
