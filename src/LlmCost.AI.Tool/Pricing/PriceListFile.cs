namespace LlmCost.AI.Tool;

/// <summary>Opens price lists on disk, in whatever format they are.</summary>
internal static class PriceListFile
{
    /// <summary>Reads a file and recognises its format by its content; of a folder that <c>prices update</c> keeps, all feeds.</summary>
    /// <exception cref="FormatException">The file is no price list, or not a valid one; the message names the file and what is wrong.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static IReadOnlyList<PriceList> OpenAll(string path) => Directory.Exists(path) ? Feeds(path) : [Open(path)];

    /// <summary>Reads a file and recognises its format by its content.</summary>
    /// <exception cref="FormatException">The file is no price list, or not a valid one; the message names the file and what is wrong.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static PriceList Open(string path) => PriceListReader.Read(path, File.ReadAllBytes(path), followsFallbacks: true);

    private static IReadOnlyList<PriceList> Feeds(string folder)
    {
        var feeds = PriceFeeds.Load(folder);
        return feeds.Count > 0
            ? [.. feeds.Select(feed => feed.InForce!)]
            : throw new FormatException($"{folder} has no price lists; 'llmcost prices update' puts them there.");
    }
}
