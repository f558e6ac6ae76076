namespace LlmCost.AI;

/// <summary>One feed: the list that is in force, and what of its news is held.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class PriceFeed(Uri address, PriceFeedStore store)
{
    private byte[] _content = [];
    private NamedPriceList? _newest;
    private PriceFeedState? _state;

    public Uri Address => address;

    /// <summary>The list that is in force, or <see langword="null"/> as long as none was had.</summary>
    public NamedPriceList? InForce { get; private set; }

    public IReadOnlyList<HeldPriceChange> Held { get; private set; } = [];

    /// <summary>When the feed last said that the list is current.</summary>
    public DateTimeOffset? CheckedAt => _state?.CheckedAt;

    /// <summary>Takes the last good list from disk, so that it holds without the network.</summary>
    /// <exception cref="FormatException">The file is damaged; the feed is as if there were none.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public void Load(ExchangeRates toUsd)
    {
        if (store.Read(address) is not var (state, content))
        {
            return;
        }

        var list = PriceListReader.Read(address.AbsoluteUri, content, toUsd, state.CheckedAt);
        var kept = state.Kept.ToDictionary(
            price => (price.Provider, price.Model), price => price.Prices is null ? null : new ModelPeriods(price.Model, price.Prices));
        (_newest, _content, _state, Held) = (list, content, state, state.Held);
        InForce = kept.Count is 0 ? list : list with { Prices = new GuardedPriceList(list.Prices, kept) };
    }

    /// <summary>Asks the feed for news, and puts in force what may be.</summary>
    /// <exception cref="HttpRequestException">There is no list to be had. All stays as it is.</exception>
    /// <exception cref="FormatException">The list is not valid. All stays as it is.</exception>
    /// <exception cref="IOException">The list is in force, but could not be kept on disk.</exception>
    public async Task<PriceUpdateOutcome> UpdateAsync(PriceFeedDownload download, PriceReviewContext context, CancellationToken cancellationToken)
    {
        if (await download.GetAsync(address, _state?.ETag, cancellationToken).ConfigureAwait(false) is not var (content, etag))
        {
            Confirm(_state!.ETag, context.Now);
            return PriceUpdateOutcome.Unchanged;
        }

        var list = PriceListReader.Read(address.AbsoluteUri, content, context.ToUsd, context.Now);
        if (list.Version == _newest?.Version)
        {
            Confirm(etag, context.Now);
            return PriceUpdateOutcome.Unchanged;
        }

        return Take(list, content, etag, context);
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
        Take(_newest, _content, _state?.ETag, context);
        return Held.Count != held;
    }

    private PriceUpdateOutcome Take(NamedPriceList list, byte[] content, string? etag, PriceReviewContext context)
    {
        var reviewed = PriceListReview.Review(list, InForce, context.Below, context.Limits, context.Now);
        (InForce, Held) = (reviewed.InForce, reviewed.Held);
        if (reviewed.IsHeldWhole)
        {
            // What is known of the old list stays, so that the new one is had again once it is accepted.
            Keep(_state! with { Held = Held });
            return PriceUpdateOutcome.Held;
        }

        (_newest, _content) = (list, content);
        Keep(new PriceFeedState
        {
            Url = address.AbsoluteUri,
            ETag = etag,
            CheckedAt = list.AsOf ?? context.Now,
            Kept = [.. reviewed.Kept.Select(kept => new KeptPrice(kept.Key.Provider, kept.Key.Model, kept.Value?.Periods))],
            Held = Held,
        });
        return Held.Count is 0 ? PriceUpdateOutcome.Applied : PriceUpdateOutcome.Held;
    }

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
        store.Write(address, state, _content);
    }
}
