namespace LlmCost.AI.Tool;

/// <summary>Opens price lists on disk, in any supported format.</summary>
internal static class PriceListFile
{
    /// <summary>Reads a price list from a file, or all price lists from a folder of <c>prices update</c>.</summary>
    /// <exception cref="FormatException">
    /// The file is not a valid price list. The message contains the name of the file and the error.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static IReadOnlyList<PriceList> OpenAll(string path, ExchangeRates? toUsd = null) =>
        Directory.Exists(path) ? Feeds(path) : [Open(path, toUsd)];

    /// <summary>Reads a file and detects its format from its content.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="toUsd">The exchange rates that convert prices in other currencies to USD.</param>
    /// <param name="followsFallbacks">
    /// True to follow the list's own fallbacks from resellers to makers. Apps don't follow them.
    /// </param>
    /// <exception cref="FormatException">
    /// The file is not a valid price list. The message contains the name of the file and the error.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static PriceList Open(string path, ExchangeRates? toUsd = null, bool followsFallbacks = true) =>
        PriceListReader.Read(path, File.ReadAllBytes(path), toUsd, followsFallbacks: followsFallbacks);

    private static IReadOnlyList<PriceList> Feeds(string folder)
    {
        var feeds = PriceFeeds.Load(folder);
        return feeds.Count > 0
            ? [.. feeds.Select(feed => feed.List.InForce!)]
            : throw new FormatException($"{folder} contains no price lists; 'llmcost prices update <url>' adds one.");
    }
}
