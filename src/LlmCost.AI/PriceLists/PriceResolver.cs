using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace LlmCost.AI;

/// <summary>Finds the price of a model among custom prices and price lists.</summary>
/// <remarks>
/// <para>
/// The first of these steps that finds a price wins:
/// </para>
/// <list type="number">
/// <item><description>
/// Custom prices by the exact name of the response model, then of the requested model (a deployment or an alias).
/// </description></item>
/// <item><description>Custom prices by the same two names without the date of a snapshot.</description></item>
/// <item><description>
/// For the response model: custom prices, including a price for every model (<c>*</c>), then the price lists in their order. If
/// the response model is a configured deployment, the model behind it is used. If there is no response model, the model behind
/// the requested deployment is used, or otherwise the requested model.
/// </description></item>
/// <item><description>The previous step is repeated for the model behind the requested deployment.</description></item>
/// <item><description>The prices of the reseller's configured fallbacks, by the same names.</description></item>
/// </list>
/// <para>
/// A custom price for the requested model does not apply if a price list contains the response model as a different model. In
/// this case, <see cref="PriceMatch.PassedOver"/> names the custom price. The model behind a configured deployment does not count
/// as a different model.
/// </para>
/// <para>
/// If no price is found for the response model, the price is unknown, even if the requested model has a list price, because the
/// response may be from a different model. A requested router is an exception: its price is always charged, in addition to the
/// price of the model that responds.
/// </para>
/// <para>
/// If neither the provider nor the address is known, a provider's name at the start of the model name identifies the provider. If
/// this finds no price, or if only the address is known, each list applies its own rules to the address or the name.
/// </para>
/// <para>Thread-safe. Immutable except for its cache.</para>
/// </remarks>
internal sealed class PriceResolver
{
    /// <summary>
    /// The maximum number of cached lookups. Names can come from users, so the cache is limited. Further names are looked up on
    /// each call.
    /// </summary>
    private const int MaxMemo = 10_000;

    /// <summary>
    /// The maximum length of a cached name. No real model name is longer, and long names would use too much memory.
    /// </summary>
    private const int MaxNameLength = 512;

    private readonly IReadOnlyList<PriceList> _lists;
    private readonly FrozenDictionary<string, string> _deployments;
    private readonly FrozenDictionary<string, ProviderPrices> _own;
    private readonly FrozenDictionary<string, string[]> _fallbacks;
    private readonly ConcurrentDictionary<(string? Provider, string? Request, string? Response, string? Endpoint), Answer>
        _memo = new();
    private int _memoCount;
    private Answer? _last;

    /// <summary>Initializes a resolver.</summary>
    /// <param name="lists">The price lists. The first list that contains a model wins.</param>
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

    /// <summary>Gets the number of cached lookups.</summary>
    internal int RememberedCount => _memo.Count;

    /// <summary>
    /// Returns the model behind a deployment, or <see langword="null"/> if none is configured. The name of the deployment must be
    /// normalized.
    /// </summary>
    public string? ModelBehind(string? deployment) => deployment is null ? null : _deployments.GetValueOrDefault(deployment);

    /// <summary>Returns the price of a model, or <see langword="null"/> if it is unknown.</summary>
    /// <param name="provider">The OpenTelemetry name of the provider, or <see langword="null"/> if it is unknown.</param>
    /// <param name="requestModel">The requested model, alias or deployment.</param>
    /// <param name="responseModel">The model in the response.</param>
    /// <param name="endpoint">
    /// The address of the API if its provider is unknown. In this case, only price lists that contain the address apply, and only
    /// custom prices whose provider is the name of the host.
    /// </param>
    public PriceMatch? Find(string? provider, string? requestModel, string? responseModel, string? endpoint = null)
    {
        // Most calls repeat the previous lookup. Comparing the names takes 75 ns less than hashing them.
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
        var deployed = ModelBehind(request);
        var requested = deployed ?? request;

        // Responses of Claude on Bedrock contain the model without the inference profile, on which the price depends.
        if (provider is ProviderNames.AwsBedrock
            && response is not null
            && requested?.Contains(response, StringComparison.Ordinal) is true
            && (own is null || (Exact(own, response) ?? Undated(own, response)) is null))
        {
            response = requested;
        }

        var answered = ModelBehind(response) ?? response ?? deployed ?? request;
        string? passedOver = null;
        if (own is not null)
        {
            var ofRequest = Exact(own, request) ?? Undated(own, request);
            var applies = ofRequest is null || response is null || !IsListedAsAnother(answered!, request, deployed);
            var name = applies ? request : null;
            if ((Exact(own, response) ?? Exact(own, name) ?? Undated(own, response) ?? Undated(own, name)) is { } match)
            {
                return match;
            }

            // A router's price is charged in addition to the price of the model that responds.
            passedOver = applies || ofRequest!.Prices.Periods.Any(period => period.Price.IsRouting)
                ? null
                : ofRequest.Prices.Name;
        }

        var found = SearchModel(provider, own, answered, endpoint)
            ?? SearchModel(provider, own, deployed, endpoint)
            ?? SearchMakers(provider, answered)
            ?? SearchMakers(provider, deployed);
        found = passedOver is null ? found : found! with { PassedOver = passedOver };
        if (requested == answered
            || SearchModel(provider, own, requested, endpoint) is not { } router
            || !router.Prices.Periods.Any(period => period.Price.IsRouting))
        {
            return found;
        }

        // The router's charge is known even if the price of the model that responded is not.
        return found is null ? router : found with { Routing = router.Prices };

        bool IsListedAsAnother(string model, string? request, string? deployed) =>
            Listed(model) is { } listed && listed != Listed(request) && listed != Listed(deployed);

        (string, string)? Listed(string? model) =>
            model is not null && SearchLists(endpoint is null ? provider : null, model, endpoint) is { Entry: var entry }
                ? (entry.Provider, entry.Prices.Name)
                : null;
    }

    private PriceMatch? SearchWithoutProvider(string? model, string? endpoint)
    {
        if (model is null)
        {
            return null;
        }

        // An unknown address belongs to an unknown provider, even if the model name starts with the name of a known provider.
        var prefixed = endpoint is null && ModelId.SplitProvider(model) is var (named, rest)
            ? SearchModel(named, _own.GetValueOrDefault(named), rest)
            : null;
        return prefixed ?? SearchLists(provider: null, model, endpoint);
    }

    private PriceMatch? SearchModel(string provider, ProviderPrices? own, string? model, string? endpoint = null)
    {
        if (model is null)
        {
            return null;
        }

        // The name of an unknown host never identifies a provider in a price list, even if it contains the name of a provider.
        return own?.FindAnySpelling(model) is { } prices
            ? Custom(own, prices, model)
            : SearchLists(endpoint is null ? provider : null, model, endpoint);
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
            // Model names of resellers often start with the name of the maker.
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

    /// <summary>Represents a cached lookup. The match is null if the price is unknown.</summary>
    private sealed record Answer(string? Provider, string? Request, string? Response, string? Endpoint, PriceMatch? Match);
}
