namespace LlmCost.AI.Tool;

/// <summary>Loads the price lists that are saved in a folder.</summary>
internal static class PriceFeeds
{
    /// <summary>Loads all feeds whose lists are saved in a folder.</summary>
    /// <exception cref="FormatException">A file is damaged. The message contains the name of the file.</exception>
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

    /// <summary>Loads one feed. The list of the feed is empty if none is saved in the folder.</summary>
    public static PriceFeed Load(Uri address, PriceFeedStore store)
    {
        var feed = new PriceFeed(PriceFeedSource.At(address), store, new PriceBook(PriceList.Catalog, PriceSettings.None));
        feed.Load();
        return feed;
    }

    /// <summary>
    /// Creates the limits for the review of new lists. They include the changes that were accepted in the folder.
    /// </summary>
    public static PriceChangeLimits Limits(PriceFeedStore store, decimal maxFactor, decimal maxRemovedModelShare) => new()
    {
        MaxFactor = maxFactor,
        MaxRemovedModelShare = maxRemovedModelShare,
        Accepted = store.ReadAccepted(),
    };
}
