using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Finds the price of a model among custom prices and price lists. Immutable, apart from what it remembers.</summary>
/// <remarks>
/// <para>
/// Custom prices win, by the exact name of the model that answered, then of the requested one (a deployment, an alias), then by
/// either name without the date of a snapshot. Price lists follow in their order, by the name of the model that answered. Only if
/// that is a deployment, or unknown and a deployment was requested, the deployments that the user configured give the model. A
/// custom price of every model (<c>*</c>) wins over the lists, but not over that of one model. Only if none of these finds a
/// price, the configured fallbacks of a reseller apply.
/// </para>
/// <para>
/// A model that answered under an unknown name is unknown, even if the requested name has a price: it may be another model.
/// </para>
/// <para>
/// If the provider is not known, the name may begin with it; otherwise each list decides by its own rules, from the address or
/// the name.
/// </para>
/// </remarks>
internal sealed class PriceResolver
{
    /// <summary>
    /// How many pairs of names are remembered. Names can come from users; beyond this number they are looked up each time instead
    /// of filling the memory.
    /// </summary>
    private const int MaxMemo = 10_000;

    /// <summary>Longer names are no model's, and would fill the memory all the same.</summary>
    private const int MaxNameLength = 512;

    private readonly IReadOnlyList<PriceList> _lists;
    private readonly FrozenDictionary<string, string> _deployments;
    private readonly FrozenDictionary<string, ProviderPrices> _own;
    private readonly FrozenDictionary<string, string[]> _fallbacks;
    private readonly ConcurrentDictionary<(string? Provider, string? Request, string? Response, string? Endpoint), Answer> _memo =
        new();

    private int _memoCount;
    private Answer? _last;

    /// <summary>Makes a snapshot.</summary>
    /// <param name="lists">The price lists; the first that knows a model has its price.</param>
    /// <param name="settings">The custom prices, deployments and fallbacks.</param>
    public PriceResolver(IReadOnlyList<PriceList> lists, PriceSettings settings)
    {
        _lists = lists;
        _own = ConfiguredPrices.ByProvider(settings.CustomPrices);
        _deployments = settings.Deployments.ToFrozenDictionary(
            pair => ModelId.Normalize(pair.Key)!, pair => ModelId.Normalize(pair.Value)!);
        _fallbacks = settings.ResellerFallbacks.ToFrozenDictionary(
            pair => KnownProviders.Canonical(pair.Key)!,
            pair => pair.Value.Select(maker => KnownProviders.Canonical(maker)!).ToArray());
    }

    /// <summary>How many pairs of names are remembered now.</summary>
    internal int RememberedCount => _memo.Count;

    /// <summary>
    /// Returns the model behind a deployment, by its normalized name, or <see langword="null"/> if none is configured.
    /// </summary>
    public string? ModelBehind(string? deployment) => deployment is null ? null : _deployments.GetValueOrDefault(deployment);

    /// <summary>Finds a price, or <see langword="null"/> if it is unknown.</summary>
    /// <param name="provider">The provider, in OpenTelemetry's names, or <see langword="null"/> if it is not known.</param>
    /// <param name="requestModel">The requested model, alias or deployment.</param>
    /// <param name="responseModel">The model that answered.</param>
    /// <param name="endpoint">The address of the API; only for an unknown provider.</param>
    public PriceMatch? Find(string? provider, string? requestModel, string? responseModel, string? endpoint = null)
    {
        // Most calls are like the one before, and comparing names is faster than hashing them.
        if (_last is { } last
            && last.Request == requestModel
            && last.Response == responseModel
            && last.Provider == provider
            && last.Endpoint == endpoint)
        {
            return last.Match;
        }

        var key = (provider, requestModel, responseModel, endpoint);
        if (_memo.TryGetValue(key, out var answer))
        {
            _last = answer;
            return answer.Match;
        }

        var match = Search(provider, ModelId.Normalize(requestModel), ModelId.Normalize(responseModel), endpoint);
        if (Volatile.Read(ref _memoCount) < MaxMemo
            && IsShort(provider) && IsShort(requestModel) && IsShort(responseModel) && IsShort(endpoint)
            && _memo.TryAdd(key, new Answer(provider, requestModel, responseModel, endpoint, match)))
        {
            Interlocked.Increment(ref _memoCount);
        }

        return match;
    }

    private static bool IsShort(string? name) => name is null or { Length: <= MaxNameLength };

    private PriceMatch? Search(string? provider, string? request, string? response, string? endpoint)
    {
        if (provider is null)
        {
            return SearchWithoutProvider(response ?? request, endpoint);
        }

        var own = _own.GetValueOrDefault(provider);
        if (own is not null
            && (Exact(own, response) ?? Exact(own, request) ?? Undated(own, response) ?? Undated(own, request)) is { } match)
        {
            return match;
        }

        var deployed = ModelBehind(request);
        var answered = ModelBehind(response) ?? response ?? deployed ?? request;
        return SearchModel(provider, own, answered)
            ?? SearchModel(provider, own, deployed)
            ?? SearchMakers(provider, answered)
            ?? SearchMakers(provider, deployed);
    }

    private PriceMatch? SearchWithoutProvider(string? model, string? endpoint)
    {
        if (model is null)
        {
            return null;
        }

        // An address that is no known provider's is somebody else's, whatever the name begins with.
        var named = endpoint is null && ModelId.SplitProvider(model) is var (provider, rest)
            ? SearchModel(provider, _own.GetValueOrDefault(provider), rest)
            : null;
        return named ?? SearchLists(provider: null, model, endpoint);
    }

    private PriceMatch? SearchModel(string provider, ProviderPrices? own, string? model)
    {
        if (model is null)
        {
            return null;
        }

        return own?.FindAnySpelling(model) is { } prices ? Custom(own, prices, model) : SearchLists(provider, model);
    }

    private PriceMatch? SearchLists(string? provider, string model, string? endpoint = null)
    {
        foreach (var list in _lists)
        {
            if (list.Prices.Find(new PriceQuery(provider, model, endpoint)) is { } entry)
            {
                return new PriceMatch(entry, PriceSource.List, model, list);
            }
        }

        return null;
    }

    private PriceMatch? SearchMakers(string provider, string? model)
    {
        if (model is null || !_fallbacks.TryGetValue(provider, out var makers))
        {
            return null;
        }

        var split = ModelId.SplitProvider(model);
        foreach (var maker in makers)
        {
            // A reseller's names often have the maker in front.
            var name = split is var (named, rest) && named == maker ? rest : model;
            if (SearchModel(maker, _own.GetValueOrDefault(maker), name) is { } match)
            {
                return match with { FallbackProvider = maker };
            }
        }

        return null;
    }

    private static PriceMatch? Exact(ProviderPrices own, string? model) =>
        model is not null && own.Find(model) is { } prices ? Custom(own, prices, model) : null;

    private static PriceMatch? Undated(ProviderPrices own, string? model) =>
        model is not null && own.FindWithoutDate(model) is { } prices ? Custom(own, prices, model) : null;

    private static PriceMatch Custom(ProviderPrices own, PriceHistory prices, string model) =>
        new(new PriceEntry(own.Provider, prices), PriceSource.Configuration, model);

    /// <summary>What was found for some names; no match if the price is unknown.</summary>
    private sealed record Answer(string? Provider, string? Request, string? Response, string? Endpoint, PriceMatch? Match);
}
