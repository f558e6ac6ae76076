namespace LlmCost.AI.Tool;

/// <summary>Opens a file with prices, in whatever format it is.</summary>
internal static class PriceListFile
{
    /// <summary>Reads a file and recognises its format by its content.</summary>
    /// <exception cref="FormatException">The file is no price list, or not a valid one; the message names the file and what is wrong.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NamedPriceList Open(string path) => PriceListReader.Read(path, File.ReadAllBytes(path), followsFallbacks: true);
}
