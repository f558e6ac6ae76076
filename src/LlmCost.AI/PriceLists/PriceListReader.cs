using System.Security.Cryptography;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads a price list in whatever known format it is: ours, genai-prices' or LiteLLM's.</summary>
internal static class PriceListReader
{
    // Real lists are nested some ten levels deep.
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 32 };

    /// <summary>Reads a list whole and recognises its format by its content.</summary>
    /// <param name="name">Where it came from.</param>
    /// <param name="content">The list.</param>
    /// <param name="toUsd">What currencies other than USD are worth, in USD.</param>
    /// <param name="asOf">When it was current; a list in our own format says it itself.</param>
    /// <param name="followsFallbacks">
    /// Whether the list's own fallbacks count: a model that a reseller does not list has the price that its maker lists. Off, that is for the app to configure.
    /// </param>
    /// <exception cref="FormatException">The content is no price list, or not a valid one; the message names the list and what is wrong.</exception>
    public static PriceList Read(string name, byte[] content, ExchangeRates? toUsd = null, DateTimeOffset? asOf = null, bool followsFallbacks = false)
    {
        using var json = Parse(name, content);
        var version = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        try
        {
            return json.RootElement switch
            {
                var root when GenAIPricesReader.Recognizes(root) => new PriceList(name, version, GenAIPricesReader.Read(name, root, followsFallbacks), asOf),
                var root when LiteLlmReader.Recognizes(root) => new PriceList(name, version, LiteLlmReader.Read(name, root), asOf),
                var root when IsOurs(root) => Ours(NativePriceFileReader.Read(name, content, toUsd ?? ExchangeRates.None)),
                _ => throw new FormatException(
                    $"{name} is no price list of a known format; it must be one of ours, of genai-prices or of LiteLLM."),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException)
        {
            // A value of another kind than its key promises.
            throw new FormatException($"{name}: {e.Message}", e);
        }

        PriceList Ours(PriceCatalog catalog) => new(name, version, new CatalogTable(catalog), catalog.AsOf);
    }

    /// <summary>A text, where one must be.</summary>
    /// <exception cref="FormatException">It is null.</exception>
    /// <exception cref="InvalidOperationException">It is of another kind, or no text that can be read.</exception>
    internal static string Text(JsonElement value, string key) => value.ValueKind is JsonValueKind.String
        ? value.GetString()!
        : throw new FormatException($"{key} is {(value.ValueKind is JsonValueKind.Null ? "null" : $"of kind {value.ValueKind}")}; it must be a text");

    private static bool IsOurs(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty("provider", out _) && root.TryGetProperty("models", out _);

    private static JsonDocument Parse(string name, byte[] content)
    {
        try
        {
            return JsonDocument.Parse(content, s_options);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{name} is not JSON: {e.Message}", e);
        }
    }
}
