using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;

namespace LlmCost.AI.Tool;

/// <summary>The user's own: prices, deployments and discounts of an <c>LlmCost</c> section, and names of providers.</summary>
internal sealed class UserPrices
{
    private readonly CostMeteringOptions _options = new();
    private readonly Lazy<FrozenDictionary<string, ProviderPrices>> _own;
    private readonly Dictionary<string, string> _providers = new(StringComparer.OrdinalIgnoreCase);

    private UserPrices() =>
        _own = new(() => ConfiguredPrices.ByProvider(_options.Prices, new ExchangeRates(_options.ExchangeRates)));

    /// <summary>Reads what the user gave.</summary>
    /// <param name="config">A JSON file with a section <c>LlmCost</c>, or <see langword="null"/>.</param>
    /// <param name="providerMap">Pairs such as <c>my-gateway=openai</c>.</param>
    /// <exception cref="FormatException">A pair or a value is not valid; the message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static UserPrices Read(FileInfo? config, IEnumerable<string> providerMap)
    {
        var user = new UserPrices();
        if (config is not null)
        {
            Bind(user._options, config);
        }

        foreach (var pair in providerMap)
        {
            if (pair.Split('=') is not [{ Length: > 0 } name, { Length: > 0 } provider])
            {
                throw new FormatException($"--provider-map is '{pair}'; it must be like my-gateway=openai.");
            }

            user._providers[name.Trim()] = provider.Trim();
        }

        return user;
    }

    /// <summary>The query in the names of the price lists.</summary>
    public PriceQuery Translate(PriceQuery query) => query with
    {
        Provider = query.Provider is { } provider && _providers.TryGetValue(provider.Trim(), out var mapped) ? mapped : query.Provider,
        Model = query.Model is { } model && _options.Deployments.TryGetValue(model.Trim(), out var deployed) ? deployed : query.Model,
    };

    /// <summary>The user's own price of a model, or <see langword="null"/>.</summary>
    public PriceEntry? Find(PriceQuery query)
    {
        var provider = KnownProviders.Canonical(query.Provider);
        var model = ModelId.Normalize(query.Model);
        if (model is null)
        {
            return null;
        }

        return provider is not null && _own.Value.GetValueOrDefault(provider)?.FindAnySpelling(model) is { } prices
            ? new PriceEntry(provider, prices)
            : null;
    }

    /// <summary>The same usage at the makers whose prices the user wants for a reseller's models.</summary>
    public IEnumerable<PriceQuery> MakersOf(PriceQuery query)
    {
        var provider = KnownProviders.Canonical(query.Provider);
        var split = ModelId.SplitProvider(ModelId.Normalize(query.Model));
        return
            from fallback in _options.ResellerFallbacks
            where provider is not null && KnownProviders.Canonical(fallback.Key) == provider
            from name in fallback.Value
            let maker = KnownProviders.Canonical(name)!
            select query with { Provider = maker, Endpoint = null, Model = split is var (named, rest) && named == maker ? rest : query.Model };
    }

    /// <summary>What a list price is multiplied with: 1 where nothing was negotiated.</summary>
    public decimal FactorOf(PriceEntry entry, string? tier) =>
        new PriceAdjustments(_options.Discounts, _options.Adjustments).Of(KnownProviders.Canonical(entry.Provider), entry.Prices.Name, tier);

    private static void Bind(CostMeteringOptions options, FileInfo config)
    {
        try
        {
            new CostMeteringConfiguration(new ConfigurationBuilder().AddJsonFile(config.FullName).Build()).Configure(options);
            CostMeteringOptionsValidator.ThrowIfInvalid(options);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            throw new FormatException($"{config.FullName}: {e.Message}", e);
        }
    }
}
