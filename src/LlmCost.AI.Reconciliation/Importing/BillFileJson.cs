using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads columns that contain JSON.</summary>
internal static class BillFileJson
{
    /// <summary>
    /// Returns a value of a map, which is either an object or an array of objects with <c>key</c> and <c>value</c>.
    /// </summary>
    public static string? Find(string? json, string name)
    {
        if (json is null || !json.Contains(name, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Object when root.TryGetProperty(name, out var value) => Text(value),
                JsonValueKind.Array => root.EnumerateArray()
                    .Where(pair => Property(pair, "key") == name)
                    .Select(pair => Property(pair, "value"))
                    .FirstOrDefault(),
                _ => null,
            };
        }
        catch (JsonException)
        {
            // The map is not JSON, because another tool wrote it in its own notation. The row is read without the name of the
            // product.
            return null;
        }
    }

    /// <summary>Returns the text of a property, or <see langword="null"/>.</summary>
    public static string? Property(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null ? null : value.ToString() is { Length: > 0 } text ? text : null;
}
