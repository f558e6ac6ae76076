namespace LlmCost.AI.Tool;

/// <summary>Loads the feeds that are saved in a folder.</summary>
internal static class PriceFeeds
{
    /// <summary>Loads all feeds of a folder.</summary>
    /// <exception cref="FormatException">A file is damaged. The message contains its name.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IReadOnlyList<PriceFeed> Load(string folder)
    {
        var store = new PriceFeedStore(folder);
        return
        [
            .. store.Feeds
                .OrderBy(address => address.AbsoluteUri, StringComparer.Ordinal)
                .Select(address => Load(address, store)),
        ];
    }

    /// <summary>Loads one feed. The feed has no list if none is saved in the folder.</summary>
    public static PriceFeed Load(Uri address, PriceFeedStore store)
    {
        var feed = new PriceFeed(PriceFeedSource.At(address), store);
        feed.Load(ExchangeRates.None);
        return feed;
    }

    /// <summary>
    /// Creates the context for the review of new lists: the embedded catalog, the limits and the accepted changes.
    /// </summary>
    public static PriceReviewContext Context(PriceFeedStore store, CostMeteringOptions limits, DateTimeOffset now) => new(
        PriceList.Catalog.Prices,
        new PriceChangeLimits(limits.MaxPriceChangeFactor, limits.MaxRemovedModelShare, store.ReadAccepted()),
        ExchangeRates.None,
        now);
}
