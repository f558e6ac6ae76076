using System.Security.Cryptography;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads price lists in the native format, or in the format of genai-prices or LiteLLM.</summary>
internal static class PriceListReader
{
    // Published lists are nested about ten levels deep.
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 32 };

    /// <summary>Reads and validates a complete price list. The format is detected from the content.</summary>
    /// <param name="name">The file path or feed name.</param>
    /// <param name="content">The list.</param>
    /// <param name="toUsd">The exchange rates of other currencies to USD.</param>
    /// <param name="asOf">
    /// The time at which the list was current. Ignored for the native format, which contains this time.
    /// </param>
    /// <param name="followsFallbacks">
    /// True to apply the list's own fallbacks, by which the maker's price applies to a model that a reseller does not list. If
    /// false, only the fallbacks in the configuration of the app apply.
    /// </param>
    /// <exception cref="FormatException">
    /// The content is not a valid price list. The message contains the name of the list and the error.
    /// </exception>
    public static PriceList Read(
        string name, byte[] content, ExchangeRates? toUsd = null, DateTimeOffset? asOf = null, bool followsFallbacks = false)
    {
        using var json = Parse(name, content);
        var version = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        try
        {
            return json.RootElement switch
            {
                var root when GenAIPricesReader.Recognizes(root) =>
                    new PriceList(name, version, GenAIPricesReader.Read(name, root, followsFallbacks), asOf),
                var root when LiteLlmReader.Recognizes(root) =>
                    new PriceList(name, version, LiteLlmReader.Read(name, root), asOf),
                var root when IsNative(root) => Native(NativePriceFileReader.Read(name, content, toUsd ?? ExchangeRates.None)),
                _ => throw new FormatException(
                    $"{name} is not a price list in a known format; use the native format, or that of genai-prices or LiteLLM."),
            };
        }
        catch (Exception e)
            when (e is InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException)
        {
            // The type of a value does not match its key.
            throw new FormatException($"{name}: {e.Message}", e);
        }

        PriceList Native(PriceCatalog catalog) => new(name, version, new CatalogTable(catalog), catalog.AsOf);
    }

    /// <summary>Returns the string of a required value.</summary>
    /// <exception cref="FormatException">The value is null or not a string.</exception>
    /// <exception cref="InvalidOperationException">The string is not valid Unicode.</exception>
    internal static string Text(JsonElement value, string key)
    {
        if (value.ValueKind is JsonValueKind.String)
        {
            return value.GetString()!;
        }

        var actual = value.ValueKind is JsonValueKind.Null ? "null" : $"of kind {value.ValueKind}";
        throw new FormatException($"{key} is {actual}; it must be a string");
    }

    private static bool IsNative(JsonElement root) =>
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
