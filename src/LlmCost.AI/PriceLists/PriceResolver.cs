using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Finds the price of a call: one immutable snapshot of the user's own prices and the price lists.</summary>
/// <remarks>
/// <para>
/// The user's own price wins, by the exact name of the answering model, then of the requested one (a deployment, an alias), then by either
/// name without a snapshot's date. Then come the price lists in their order, by the answering model's name. Only where that is a deployment, or unknown
/// and a deployment was requested, the user's map of deployments tells the model. The user's own price of every model (<c>*</c>) wins over
/// the lists, but not over the price of one. Only where all of that finds nothing, the configured fallbacks of a reseller are asked: the prices of
/// the models' makers.
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

    /// <summary>Longer names are no model's, and would fill the memory all the same.</summary>
    private const int MaxNameLength = 512;

    private readonly IReadOnlyList<PriceList> _lists;
    private readonly FrozenDictionary<string, string> _deployments;
    private readonly FrozenDictionary<string, ProviderPrices> _own;
    private readonly FrozenDictionary<string, string[]> _fallbacks;
    private readonly ConcurrentDictionary<(string? Provider, string? Request, string? Response), Answer> _memo = new();
    private int _memoCount;
    private Answer? _last;

    /// <summary>Makes a snapshot.</summary>
    /// <param name="lists">The price lists; the first that knows a model has its price.</param>
    /// <param name="options">The user's own prices, deployments and fallbacks.</param>
    public PriceResolver(IReadOnlyList<PriceList> lists, CostMeteringOptions options)
    {
        _lists = lists;
        _own = ConfiguredPrices.ByProvider(options.Prices, new ExchangeRates(options.ExchangeRates));
        _deployments = options.Deployments.ToFrozenDictionary(pair => ModelId.Normalize(pair.Key)!, pair => ModelId.Normalize(pair.Value)!);
        _fallbacks = options.ResellerFallbacks.ToFrozenDictionary(
            pair => KnownProviders.Canonical(pair.Key)!,
            pair => pair.Value.Select(maker => KnownProviders.Canonical(maker)!).ToArray());
    }

    /// <summary>How many pairs of names are remembered now.</summary>
    internal int RememberedCount => _memo.Count;

    /// <summary>The entry for a call, or <see langword="null"/> where the price is unknown.</summary>
    public PriceMatch? Find(string? provider, string? requestModel, string? responseModel)
    {
        // Most calls are like the one before, and comparing names is faster than hashing them.
        if (_last is { } last && last.Request == requestModel && last.Response == responseModel && last.Provider == provider)
        {
            return last.Match;
        }

        var key = (provider, requestModel, responseModel);
        if (_memo.TryGetValue(key, out var answer))
        {
            _last = answer;
            return answer.Match;
        }

        var match = Search(provider, ModelId.Normalize(requestModel), ModelId.Normalize(responseModel));
        if (Volatile.Read(ref _memoCount) < MaxMemo
            && IsShort(provider) && IsShort(requestModel) && IsShort(responseModel)
            && _memo.TryAdd(key, new Answer(provider, requestModel, responseModel, match)))
        {
            Interlocked.Increment(ref _memoCount);
        }

        return match;
    }

    private static bool IsShort(string? name) => name is null or { Length: <= MaxNameLength };

    private PriceMatch? Search(string? provider, string? request, string? response)
    {
        if (provider is null)
        {
            return ModelId.SplitProvider(response ?? request) is var (named, model) ? SearchModel(named, _own.GetValueOrDefault(named), model) : null;
        }

        var own = _own.GetValueOrDefault(provider);
        if (own is not null
            && (Exact(own, response) ?? Exact(own, request) ?? Undated(own, response) ?? Undated(own, request)) is { } prices)
        {
            return new PriceMatch(prices, PriceSource.Configuration);
        }

        var deployed = Deployed(request);
        var answered = Deployed(response) ?? response ?? deployed ?? request;
        return SearchModel(provider, own, answered)
            ?? SearchModel(provider, own, deployed)
            ?? SearchMakers(provider, answered)
            ?? SearchMakers(provider, deployed);
    }

    private PriceMatch? SearchModel(string provider, ProviderPrices? own, string? model)
    {
        if (model is null)
        {
            return null;
        }

        return own?.FindAnySpelling(model) is { } ownPrices ? new PriceMatch(ownPrices, PriceSource.Configuration) : SearchLists(provider, model);
    }

    private PriceMatch? SearchLists(string provider, string model)
    {
        foreach (var list in _lists)
        {
            if (list.Prices.Find(new PriceQuery(provider, model)) is { } entry)
            {
                return new PriceMatch(entry.Prices, PriceSource.List, list);
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

    private string? Deployed(string? model) => model is null ? null : _deployments.GetValueOrDefault(model);

    private static PriceHistory? Exact(ProviderPrices own, string? model) => model is null ? null : own.Find(model);

    private static PriceHistory? Undated(ProviderPrices own, string? model) => model is null ? null : own.FindWithoutDate(model);

    /// <summary>What was found for some names; nothing, where it has no match.</summary>
    private sealed record Answer(string? Provider, string? Request, string? Response, PriceMatch? Match);
}
