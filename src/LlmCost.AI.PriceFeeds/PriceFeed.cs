using System.Security.Cryptography;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>One feed: the list that is in force, and what of its news is held.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class PriceFeed(PriceFeedSource source, PriceFeedStore store)
{
    private byte[] _content = [];
    private byte[]? _signature;
    private PriceList? _newest;
    private PriceFeedState? _state;

    /// <summary>What the feed is called wherever it is told of.</summary>
    public string Name => source.Name;

    /// <summary>The list that is in force, or <see langword="null"/> as long as none was had.</summary>
    public PriceList? InForce { get; private set; }

    public IReadOnlyList<HeldPriceChange> Held { get; private set; } = [];

    /// <summary>When the feed last said that the list is current.</summary>
    public DateTimeOffset? CheckedAt => _state?.CheckedAt;

    /// <summary>Takes the last good list from disk, so that it holds without the network.</summary>
    /// <exception cref="FormatException">The file is damaged; the feed is as if there were none.</exception>
    /// <exception cref="CryptographicException">The file does not prove what it must; the feed is as if there were none.</exception>
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
            price => (price.Provider, price.Model), price => price.Prices is null ? null : new PriceHistory(price.Model, price.Prices));
        (_newest, _content, _signature, _state, Held) = (list, content, state.Signature, state, state.Held);
        InForce = kept.Count is 0 ? list : list with { Prices = new GuardedPriceList(list.Prices, kept) };
    }

    /// <summary>Asks the feed for news, and puts in force what may be.</summary>
    /// <exception cref="HttpRequestException">There is no list to be had, or no signature of it. All stays as it is.</exception>
    /// <exception cref="CryptographicException">The list does not prove what it must. All stays as it is, and nothing of it was read.</exception>
    /// <exception cref="FormatException">The list is not valid. All stays as it is.</exception>
    /// <exception cref="IOException">The list is in force, but could not be kept on disk.</exception>
    public async Task<PriceUpdateOutcome> UpdateAsync(PriceFeedDownload download, PriceReviewContext context, CancellationToken cancellationToken)
    {
        if (await download.GetAsync(source.Address, _state?.ETag, cancellationToken).ConfigureAwait(false) is not var (content, etag))
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

    /// <summary>Judges the newest list anew, after a person accepted changes.</summary>
    /// <returns>Whether other prices are in force.</returns>
    /// <exception cref="IOException">The list is in force, but could not be kept on disk.</exception>
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
            // What is known of the old list stays, so that the new one is had again once it is accepted.
            Keep(_state! with { Held = Held });
            return PriceUpdateOutcome.Held;
        }

        IReadOnlyList<RetainedPrice> kept = [.. reviewed.Kept.Select(price => new RetainedPrice(price.Key.Provider, price.Key.Model, price.Value?.Periods))];
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

    /// <summary>The signed lists up to now that any price comes from which is kept.</summary>
    private List<SignedPriceList> Earlier(IReadOnlyList<RetainedPrice> kept, ExchangeRates toUsd)
    {
        if (_signature is null || !kept.Any(price => price.Prices is not null))
        {
            return [];
        }

        IEnumerable<SignedPriceList> lists = [.. _state?.Earlier ?? [], new SignedPriceList(_content, _signature)];
        return [.. lists.Where(list => Prices(list.Content, toUsd) is var prices && kept.Any(price => IsOf(price, prices)))];
    }

    /// <summary>Who can write to the folder can write any price into the state: where signatures are asked for, each must be in a list that was signed.</summary>
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

        if (state.Kept.FirstOrDefault(price => price.Prices is not null && !lists.Any(prices => IsOf(price, prices))) is { } unproven)
        {
            throw new CryptographicException($"the kept price of {unproven.Provider}/{unproven.Model} is in no signed list");
        }
    }

    private HashSet<string> Prices(byte[] content, ExchangeRates toUsd) =>
        [.. PriceListReader.Read(source.Name, content, toUsd).Prices.Entries.Select(entry => Text(new RetainedPrice(entry.Provider, entry.Prices.Name, entry.Prices.Periods)))];

    private static bool IsOf(RetainedPrice price, HashSet<string> prices) => price.Prices is not null && prices.Contains(Text(price));

    private static string Text(RetainedPrice price) => JsonSerializer.Serialize(price, PriceFeedStateContext.Default.RetainedPrice);

    private void Confirm(string? etag, DateTimeOffset now)
    {
        // Where a list was held whole, the feed has taken it back.
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
