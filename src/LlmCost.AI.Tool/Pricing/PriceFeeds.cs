namespace LlmCost.AI.Tool;

/// <summary>The feeds that a folder keeps.</summary>
internal static class PriceFeeds
{
    /// <summary>Reads all feeds of a folder.</summary>
    /// <exception cref="FormatException">A file is damaged; the message names it.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IReadOnlyList<PriceFeed> Load(string folder)
    {
        var store = new PriceFeedStore(folder);
        return [.. store.Feeds.OrderBy(address => address.AbsoluteUri, StringComparer.Ordinal).Select(address => Load(address, store))];
    }

    /// <summary>Reads one feed; it has no list yet where the folder has none.</summary>
    public static PriceFeed Load(Uri address, PriceFeedStore store)
    {
        var feed = new PriceFeed(PriceFeedSource.At(address), store);
        feed.Load(ExchangeRates.None);
        return feed;
    }

    /// <summary>What new lists are judged by: the embedded catalog, limits, and what people accepted.</summary>
    public static PriceReviewContext Context(PriceFeedStore store, CostMeteringOptions limits, DateTimeOffset now) => new(
        PriceList.Catalog.Prices,
        new PriceChangeLimits(limits.MaxPriceChangeFactor, limits.MaxRemovedModelShare, store.ReadAccepted()),
        ExchangeRates.None,
        now);
}
