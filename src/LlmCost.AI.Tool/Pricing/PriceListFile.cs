namespace LlmCost.AI.Tool;

/// <summary>Opens price lists on disk, in whatever format they are.</summary>
internal static class PriceListFile
{
    /// <summary>Reads a file, or all feeds of a folder that <c>prices update</c> keeps.</summary>
    /// <exception cref="FormatException">
    /// The file is not a valid price list; the message names the file and what is wrong.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static IReadOnlyList<PriceList> OpenAll(string path, ExchangeRates? toUsd = null) =>
        Directory.Exists(path) ? Feeds(path) : [Open(path, toUsd)];

    /// <summary>Reads a file and recognises its format by its content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="toUsd">The rates by which prices in other currencies are converted.</param>
    /// <param name="followsFallbacks">True to follow the list's own fallbacks from resellers to makers, which apps don't.</param>
    /// <exception cref="FormatException">
    /// The file is not a valid price list; the message names the file and what is wrong.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static PriceList Open(string path, ExchangeRates? toUsd = null, bool followsFallbacks = true) =>
        PriceListReader.Read(path, File.ReadAllBytes(path), toUsd, followsFallbacks: followsFallbacks);

    private static IReadOnlyList<PriceList> Feeds(string folder)
    {
        var feeds = PriceFeeds.Load(folder);
        return feeds.Count > 0
            ? [.. feeds.Select(feed => feed.InForce!)]
            : throw new FormatException($"{folder} has no price lists; 'llmcost prices update' puts them there.");
    }
}
