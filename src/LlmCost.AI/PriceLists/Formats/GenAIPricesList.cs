namespace LlmCost.AI;

/// <summary>The prices of a list of genai-prices, found by that project's rules.</summary>
/// <remarks>
/// The provider: by its id, by a clause on the given name, by the address, else by a clause on the model's name. Then the first
/// model whose clause holds, else, where that is wanted, that of one of the provider's fallbacks. A provider in front of the
/// model's name (<c>bedrock/…</c>) tells it for a gateway.
/// </remarks>
/// <param name="providers">The providers in the order of the list.</param>
/// <param name="followsFallbacks">Whether a model that a provider does not list has the price that its maker lists.</param>
internal sealed class GenAIPricesList(IReadOnlyList<GenAIPricesProvider> providers, bool followsFallbacks) : IPriceTable
{
    /// <summary>
    /// OpenTelemetry's names of providers and those of the list, whose own clauses would take Azure OpenAI for OpenAI.
    /// </summary>
    private static readonly Dictionary<string, string> s_providers = new()
    {
        [ProviderNames.AzureOpenAI] = "azure",
        [ProviderNames.AzureAIInference] = "azure",
        [ProviderNames.AwsBedrock] = "aws",
        [ProviderNames.GcpGemini] = "google",
        [ProviderNames.GcpGenAI] = "google",
        [ProviderNames.GcpVertexAI] = "google",
        [ProviderNames.Mistral] = "mistral",
        [ProviderNames.Moonshot] = "moonshotai",
        [ProviderNames.XAI] = "x-ai",
    };

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

    private GenAIPricesProvider? FindByName(string name) =>
        FindById(s_providers.GetValueOrDefault(name, name)) ?? providers.FirstOrDefault(provider => provider.ProviderMatch?.IsMatch(name) is true);

    private GenAIPricesProvider? FindById(string id) => providers.FirstOrDefault(provider => provider.Id == id);
}
