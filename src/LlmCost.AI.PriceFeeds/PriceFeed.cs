using System.Security.Cryptography;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Represents one feed: its list in effect and its held price changes.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PriceFeed(PriceFeedSource source, PriceFeedStore store)
{
    private byte[] _content = [];
    private byte[]? _signature;
    private PriceList? _newest;
    private PriceFeedState? _state;

    /// <summary>Gets the name of the feed in metrics, records and logs.</summary>
    public string Name => source.Name;

    /// <summary>Gets the list in effect, or <see langword="null"/> until the first one is loaded or downloaded.</summary>
    public PriceList? InForce { get; private set; }

    public IReadOnlyList<HeldPriceChange> Held { get; private set; } = [];

    /// <summary>Gets the time at which the feed last confirmed that the list is current.</summary>
    public DateTimeOffset? CheckedAt => _state?.CheckedAt;

    /// <summary>Loads the last good list from disk, so that it applies without the network.</summary>
    /// <exception cref="FormatException">The file is damaged. The feed stays without a list.</exception>
    /// <exception cref="CryptographicException">The file fails verification. The feed stays without a list.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public void Load(ExchangeRates toUsd)
    {
        if (store.Read(source.Address) is not var (state, content))
        {
            return;
        }

        source.Trust.ThrowIfUntrusted(content, state.Signature);
        var list = PriceListReader.Read(source.Name, content, toUsd, state.CheckedAt);
        ThrowIfUnproven(state, toUsd);
        var kept = state.Kept.ToDictionary(
            price => (price.Provider, price.Model),
            price => price.Prices is null ? null : new PriceHistory(price.Model, price.Prices));
        (_newest, _content, _signature, _state, Held) = (list, content, state.Signature, state, state.Held);
        InForce = kept.Count is 0 ? list : list with { Prices = new GuardedPriceList(list.Prices, kept) };
    }

    /// <summary>Downloads the list if it changed, and applies the changes that the limits allow.</summary>
    /// <exception cref="HttpRequestException">The list or its signature can't be downloaded. Nothing changes.</exception>
    /// <exception cref="CryptographicException">The list fails verification. It is not parsed, and nothing changes.</exception>
    /// <exception cref="FormatException">The list is not valid. Nothing changes.</exception>
    /// <exception cref="IOException">The list is in effect, but could not be saved to disk.</exception>
    public async Task<PriceUpdateOutcome> UpdateAsync(
        PriceFeedDownload download, PriceReviewContext context, CancellationToken cancellationToken)
    {
        if (await download.GetAsync(source.Address, _state?.ETag, cancellationToken).ConfigureAwait(false)
            is not var (content, etag))
        {
            Confirm(_state!.ETag, context.Now);
            return PriceUpdateOutcome.Unchanged;
        }

        var signature = source.Trust.SignatureAddress is { } address
            ? (await download.GetAsync(address, etag: null, cancellationToken).ConfigureAwait(false))?.Content
            : null;
        source.Trust.ThrowIfUntrusted(content, signature);
        var list = PriceListReader.Read(source.Name, content, context.ToUsd, context.Now);
        if (list.Version == _newest?.Version)
        {
            Confirm(etag, context.Now);
            return PriceUpdateOutcome.Unchanged;
        }

        return Take(list, content, signature, etag, context);
    }

    /// <summary>Reviews the newest list again, after changes were accepted or the limits changed.</summary>
    /// <returns>True if the prices in effect changed.</returns>
    /// <exception cref="IOException">The list is in effect, but could not be saved to disk.</exception>
    public bool Review(PriceReviewContext context)
    {
        if (_newest is null || Held.Count is 0)
        {
            return false;
        }

        var held = Held.Count;
        Take(_newest, _content, _signature, _state?.ETag, context);
        return Held.Count != held;
    }

    private PriceUpdateOutcome Take(PriceList list, byte[] content, byte[]? signature, string? etag, PriceReviewContext context)
    {
        var reviewed = PriceListReview.Review(list, InForce, context.Below, context.Limits, context.Now);
        (InForce, Held) = (reviewed.InForce, reviewed.Held);
        if (reviewed.IsHeldWhole)
        {
            // The old ETag stays, so that the new list is downloaded again once it is accepted.
            Keep(_state! with { Held = Held });
            return PriceUpdateOutcome.Held;
        }

        IReadOnlyList<RetainedPrice> kept =
            [.. reviewed.Kept.Select(price => new RetainedPrice(price.Key.Provider, price.Key.Model, price.Value?.Periods))];
        var earlier = Earlier(kept, context.ToUsd);
        (_newest, _content, _signature) = (list, content, signature);
        Keep(new PriceFeedState
        {
            Url = source.Address.AbsoluteUri,
            ETag = etag,
            CheckedAt = list.AsOf ?? context.Now,
            Kept = kept,
            Signature = signature,
            Earlier = earlier.Count is 0 ? null : earlier,
            Held = Held,
        });
        return Held.Count is 0 ? PriceUpdateOutcome.Applied : PriceUpdateOutcome.Held;
    }

    /// <summary>Returns the earlier signed lists that contain at least one of the retained prices.</summary>
    private List<SignedPriceList> Earlier(IReadOnlyList<RetainedPrice> kept, ExchangeRates toUsd)
    {
        if (_signature is null || !kept.Any(price => price.Prices is not null))
        {
            return [];
        }

        IEnumerable<SignedPriceList> lists = [.. _state?.Earlier ?? [], new SignedPriceList(_content, _signature)];
        return [.. lists.Where(list => Prices(list.Content, toUsd) is var prices && kept.Any(price => IsOf(price, prices)))];
    }

    /// <summary>Throws if signatures are required and a retained price is in none of the signed lists.</summary>
    /// <remarks>Without this check, anyone with write access to the folder could put any price into the state.</remarks>
    private void ThrowIfUnproven(PriceFeedState state, ExchangeRates toUsd)
    {
        if (source.Trust.SignatureAddress is null)
        {
            return;
        }

        var lists = new List<HashSet<string>>();
        foreach (var list in state.Earlier ?? [])
        {
            source.Trust.ThrowIfUntrusted(list.Content, list.Signature);
            lists.Add(Prices(list.Content, toUsd));
        }

        if (state.Kept.FirstOrDefault(price => price.Prices is not null && !lists.Any(prices => IsOf(price, prices)))
            is { } unproven)
        {
            throw new CryptographicException(
                $"the retained price of {unproven.Provider}/{unproven.Model} is in none of the signed lists on disk");
        }
    }

    private HashSet<string> Prices(byte[] content, ExchangeRates toUsd) =>
    [
        .. PriceListReader.Read(source.Name, content, toUsd).Prices.Entries
            .Select(entry => Text(new RetainedPrice(entry.Provider, entry.Prices.Name, entry.Prices.Periods))),
    ];

    private static bool IsOf(RetainedPrice price, HashSet<string> prices) =>
        price.Prices is not null && prices.Contains(Text(price));

    private static string Text(RetainedPrice price) =>
        JsonSerializer.Serialize(price, PriceFeedStateContext.Default.RetainedPrice);

    private void Confirm(string? etag, DateTimeOffset now)
    {
        // An unchanged answer while a whole list is held means that the feed withdrew that list.
        Held = [.. Held.Where(held => held.Model is not null)];
        (InForce, _newest) = (InForce! with { AsOf = now }, _newest! with { AsOf = now });
        Keep(_state! with { ETag = etag, CheckedAt = now, Held = Held });
    }

    private void Keep(PriceFeedState state)
    {
        _state = state;
        store.Write(source.Address, state, _content);
    }
}
