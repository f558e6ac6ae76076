using System.Security.Cryptography;

namespace LlmCost.AI;

/// <summary>Represents one feed: a price list that is downloaded, verified and saved.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PriceFeed(PriceFeedSource source, PriceFeedStore store, PriceBook book)
{
    private byte[] _content = [];
    private byte[]? _signature;
    private PriceFeedState? _state;

    /// <summary>Gets the price list of the feed.</summary>
    public LivePriceList List { get; } = book.AddList(source.Name);

    /// <summary>Gets the time at which the server last confirmed that the list is current.</summary>
    public DateTimeOffset? CheckedAt => _state?.CheckedAt;

    /// <summary>
    /// Gets a value indicating whether a new version of the list is held as a whole, because it would remove too many models.
    /// </summary>
    public bool IsHeldWhole => List.HeldChanges.Any(held => held.Model is null);

    /// <summary>Loads the last valid list from disk, so that its prices apply without the network.</summary>
    /// <exception cref="FormatException">The file is damaged. The feed remains without a list.</exception>
    /// <exception cref="CryptographicException">The file fails verification. The feed remains without a list.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public void Load()
    {
        if (store.Read(source.Address) is not var (state, content))
        {
            return;
        }

        source.Trust.ThrowIfUntrusted(content, state.Signature);
        var retained = state.Kept.Select(price => price.ToListedPrice()).ToList();
        ThrowIfUnproven(state, retained);
        List.Restore(content, state.CheckedAt, retained, state.Held);
        (_content, _signature, _state) = (content, state.Signature, state);
    }

    /// <summary>Downloads the list if it has changed, and applies the changes that the limits allow.</summary>
    /// <exception cref="HttpRequestException">The list or its signature can't be downloaded. Nothing changes.</exception>
    /// <exception cref="CryptographicException">The list fails verification. It is not parsed, and nothing changes.</exception>
    /// <exception cref="FormatException">The list is not valid. Nothing changes.</exception>
    /// <exception cref="IOException">The list is in effect, but could not be saved to disk.</exception>
    public async Task<PriceUpdateOutcome> UpdateAsync(
        PriceFeedDownload download, PriceChangeLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await download.GetAsync(source.Address, _state?.ETag, cancellationToken).ConfigureAwait(false)
            is not var (content, etag))
        {
            List.Confirm(now);
            Save(_state! with { CheckedAt = now, Held = List.HeldChanges });
            return PriceUpdateOutcome.Unchanged;
        }

        var signature = source.Trust.SignatureAddress is { } address
            ? (await download.GetAsync(address, etag: null, cancellationToken).ConfigureAwait(false))?.Content
            : null;
        source.Trust.ThrowIfUntrusted(content, signature);
        var outcome = List.Update(content, limits, now);
        if (outcome is PriceUpdateOutcome.Unchanged)
        {
            Save(_state! with { ETag = etag, CheckedAt = now, Held = List.HeldChanges });
        }
        else
        {
            Save(content, signature, etag, now);
        }

        return outcome;
    }

    /// <summary>Reviews the held changes again, after changes were accepted or the limits changed.</summary>
    /// <exception cref="IOException">The list is in effect, but could not be saved to disk.</exception>
    public void Review(PriceChangeLimits limits, DateTimeOffset now)
    {
        if (List.Review(limits, now))
        {
            Save(_content, _signature, _state?.ETag, now);
        }
    }

    /// <summary>Saves the list and its state. Called after the list has determined which changes are held.</summary>
    private void Save(byte[] content, byte[]? signature, string? etag, DateTimeOffset now)
    {
        if (IsHeldWhole)
        {
            // The previous list and its ETag are kept, so that the new list is downloaded again after a person has accepted it.
            Save(_state! with { Held = List.HeldChanges });
            return;
        }

        var retained = List.RetainedPrices;
        var earlier = Earlier(retained);
        (_content, _signature) = (content, signature);
        Save(new PriceFeedState
        {
            Url = source.Address.AbsoluteUri,
            ETag = etag,
            CheckedAt = List.AsOf ?? now,
            Kept = [.. retained.Select(RetainedPrice.Create)],
            Signature = signature,
            Earlier = earlier.Count is 0 ? null : earlier,
            Held = List.HeldChanges,
        });
    }

    private void Save(PriceFeedState state)
    {
        _state = state;
        store.Write(source.Address, state, _content);
    }

    /// <summary>
    /// Returns the signed lists that contain at least one of the retained prices. The list before the new one is also searched.
    /// </summary>
    private List<SignedPriceList> Earlier(IReadOnlyList<ListedPrice> retained)
    {
        if (_signature is null || !retained.Any(price => price.Prices is not null))
        {
            return [];
        }

        IEnumerable<SignedPriceList> lists = [.. _state?.Earlier ?? [], new SignedPriceList(_content, _signature)];
        return [.. lists.Where(list => List.Read(list.Content).ToHashSet().Overlaps(retained))];
    }

    /// <summary>Throws if signatures are required and a retained price is in none of the signed lists.</summary>
    /// <remarks>Without this check, anyone with write access to the folder could add any price to the state.</remarks>
    private void ThrowIfUnproven(PriceFeedState state, IEnumerable<ListedPrice> retained)
    {
        if (source.Trust.SignatureAddress is null)
        {
            return;
        }

        var proven = new HashSet<ListedPrice>();
        foreach (var list in state.Earlier ?? [])
        {
            source.Trust.ThrowIfUntrusted(list.Content, list.Signature);
            proven.UnionWith(List.Read(list.Content));
        }

        if (retained.FirstOrDefault(price => price.Prices is not null && !proven.Contains(price)) is { } unproven)
        {
            throw new CryptographicException(
                $"the retained price of {unproven.Provider}/{unproven.Model} is in none of the signed lists on disk");
        }
    }
}
