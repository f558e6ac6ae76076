namespace LlmCost.AI;

/// <summary>Looks up prices in a genai-prices list by the rules of the genai-prices project.</summary>
/// <remarks>
/// <para>
/// The provider is found by its id or by a clause that matches the given name. If there is no name, the provider is found by its
/// address. If there is no address either, it is found by a clause that matches the model name. If the name is unknown, such as
/// the name of a gateway, a prefix of the model name identifies the provider (<c>bedrock/…</c>).
/// </para>
/// <para>
/// The first model of the provider with a matching clause wins. If no model matches and <paramref name="followsFallbacks"/> is
/// set, the provider's fallbacks are searched.
/// </para>
/// </remarks>
/// <param name="providers">The providers in the order of the list.</param>
/// <param name="followsFallbacks">True if the price of a model's maker applies to a model that a provider does not list.</param>
internal sealed class GenAIPricesList(IReadOnlyList<GenAIPricesProvider> providers, bool followsFallbacks) : IPriceTable
{
    public IReadOnlyList<GenAIPricesProvider> Providers => providers;

    public IEnumerable<PriceEntry> Entries =>
        from provider in providers
        from model in provider.Models
        select new PriceEntry(provider.Id, model.Prices);

    public PriceEntry? Find(in PriceQuery query)
    {
        if (query.Model?.Trim().ToLowerInvariant() is not { Length: > 0 } model)
        {
            return null;
        }

        var provider = FindProvider(in query, model);
        if (provider is null && query.Provider is not null && model.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            provider = FindByName(model[..slash]);
            model = model[(slash + 1)..];
        }

        if (provider is null)
        {
            return null;
        }

        var prices = provider.Find(model);
        for (var i = 0; prices is null && followsFallbacks && i < provider.Fallbacks.Count; i++)
        {
            prices = FindById(provider.Fallbacks[i])?.Find(model);
        }

        return prices is null ? null : new PriceEntry(provider.Id, prices);
    }

    private GenAIPricesProvider? FindProvider(in PriceQuery query, string model)
    {
        if (query.Provider is { } name)
        {
            return FindByName(name.Trim().ToLowerInvariant());
        }

        if (query.Endpoint is { } endpoint)
        {
            return providers.FirstOrDefault(provider => provider.IsEndpoint(endpoint));
        }

        return providers.FirstOrDefault(provider => provider.ModelMatch?.IsMatch(model) is true);
    }

    // Known ids are looked up first, because the list's own clauses would match Azure OpenAI as OpenAI.
    private GenAIPricesProvider? FindByName(string name) =>
        FindById(KnownProviders.Find(name)?.GenAIPricesId ?? name)
        ?? providers.FirstOrDefault(provider => provider.ProviderMatch?.IsMatch(name) is true);

    private GenAIPricesProvider? FindById(string id) => providers.FirstOrDefault(provider => provider.Id == id);
}
