using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Finds the price of a call: one immutable snapshot of the user's own prices and the catalog.</summary>
/// <remarks>
/// <para>
/// The user's own price wins, by the exact name of the answering model, then of the requested one (a deployment, an alias), then by either
/// name without a snapshot's date. Then comes the catalog, by the answering model's name. Only where that is a deployment, or unknown
/// and a deployment was requested, the user's map of deployments tells the model. The user's own price of every model (<c>*</c>) wins over
/// the catalog, but not over the price of one.
/// </para>
/// <para>
/// A model that answered under a name that nobody knows is unknown, even if the requested name has a price: it may be another one.
/// </para>
/// </remarks>
internal sealed class PriceResolver
{
    /// <summary>
    /// How many pairs of names are remembered. Names can come from users; beyond this number they are looked up each time instead of
    /// filling the memory.
    /// </summary>
    private const int MaxMemo = 10_000;

    private readonly PriceCatalog _catalog;
    private readonly FrozenDictionary<string, string> _deployments;
    private readonly FrozenDictionary<string, ProviderPrices> _own;
    private readonly ConcurrentDictionary<(string? Provider, string? Request, string? Response), PriceMatch?> _memo = new();
    private int _memoCount;

    public PriceResolver(PriceCatalog catalog, IEnumerable<ModelPriceOptions> own, IEnumerable<KeyValuePair<string, string>> deployments)
    {
        _catalog = catalog;
        _deployments = deployments.ToFrozenDictionary(pair => ModelId.Normalize(pair.Key)!, pair => ModelId.Normalize(pair.Value)!);
        _own = own
            .GroupBy(price => ProviderIdentity.Canonical(price.Provider)!)
            .ToFrozenDictionary(
                provider => provider.Key,
                provider => new ProviderPrices(provider.Key, provider.ToDictionary(
                    price => ModelId.Normalize(price.Model)!,
                    price => new ModelPeriods(price.Model!, [new PricePeriod { Price = price.ToModelPrice() }]))));
    }

    /// <summary>How many pairs of names are remembered now.</summary>
    internal int RememberedCount => _memo.Count;

    /// <summary>The entry for a call, or <see langword="null"/> where the price is unknown.</summary>
    public PriceMatch? Find(string? provider, string? requestModel, string? responseModel)
    {
        var key = (provider, requestModel, responseModel);
        if (_memo.TryGetValue(key, out var match))
        {
            return match;
        }

        match = Search(provider, ModelId.Normalize(requestModel), ModelId.Normalize(responseModel));
        if (Volatile.Read(ref _memoCount) < MaxMemo && _memo.TryAdd(key, match))
        {
            Interlocked.Increment(ref _memoCount);
        }

        return match;
    }

    private PriceMatch? Search(string? provider, string? request, string? response)
    {
        if (provider is null)
        {
            return null;
        }

        var own = _own.GetValueOrDefault(provider);
        if (own is not null
            && (Exact(own, response) ?? Exact(own, request) ?? Undated(own, response) ?? Undated(own, request)) is { } prices)
        {
            return new PriceMatch(prices, PriceSource.Configuration);
        }

        var deployed = Deployed(request);
        return SearchModel(provider, own, Deployed(response) ?? response ?? deployed ?? request) ?? SearchModel(provider, own, deployed);
    }

    private PriceMatch? SearchModel(string provider, ProviderPrices? own, string? model)
    {
        if (model is not null && own?.FindSnapshot(model) is { } ownPrices)
        {
            return new PriceMatch(ownPrices, PriceSource.Configuration);
        }

        return _catalog.Find(provider, model) is { } prices ? new PriceMatch(prices, PriceSource.Catalog) : null;
    }

    private string? Deployed(string? model) => model is null ? null : _deployments.GetValueOrDefault(model);

    private static ModelPeriods? Exact(ProviderPrices own, string? model) => model is null ? null : own.Find(model);

    private static ModelPeriods? Undated(ProviderPrices own, string? model) => model is null ? null : own.FindUndated(model);
}
