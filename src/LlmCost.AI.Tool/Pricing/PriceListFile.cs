using System.Security.Cryptography;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Opens a file with prices, in whatever format it is.</summary>
internal static class PriceListFile
{
    /// <summary>Reads a file and recognises its format by its content.</summary>
    /// <exception cref="FormatException">The file is no price list, or not a valid one; the message names the file and what is wrong.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NamedPriceList Open(string path)
    {
        var content = File.ReadAllBytes(path);
        using var json = Parse(path, content);
        var version = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        IPriceList prices = json.RootElement switch
        {
            var root when GenAIPricesReader.Recognizes(root) => GenAIPricesReader.Read(path, root),
            var root when LiteLlmReader.Recognizes(root) => LiteLlmReader.Read(path, root),
            var root when IsOurs(root) => new CatalogPriceList(Read(path, content)),
            _ => throw new FormatException(
                $"{path} is no price list of a known format; it must be one of ours, of genai-prices or of LiteLLM."),
        };
        return new NamedPriceList(path, version, prices);
    }

    /// <summary>Whether a document is in our own format.</summary>
    public static bool IsOurs(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty("provider", out _) && root.TryGetProperty("models", out _);

    private static PriceCatalog Read(string path, byte[] content)
    {
        var catalog = PriceCatalogReader.Read([(path, () => content)]);
        foreach (var provider in catalog.Providers)
        {
            // Faults in the prices are to be told now.
            _ = catalog.ModelsOf(provider);
        }

        return catalog;
    }

    private static JsonDocument Parse(string path, byte[] content)
    {
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} is not JSON: {e.Message}", e);
        }
    }
}
