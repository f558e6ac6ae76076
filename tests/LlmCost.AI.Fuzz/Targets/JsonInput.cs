using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>An input that describes values in memory. Parts that cannot be converted to a value are ignored.</summary>
internal static class JsonInput
{
    public static JsonDocument? Parse(byte[] input)
    {
        try
        {
            return Utf8.IsValid(input) ? JsonDocument.Parse(input) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Find(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // The name of a property contains lone surrogates. Only values may contain them.
            return null;
        }
    }

    public static IEnumerable<JsonElement> List(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static long? Long(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static decimal? Decimal(JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) ? number : null;

    public static bool Flag(JsonElement element, string name) => Find(element, name) is { ValueKind: JsonValueKind.True };

    /// <summary>Returns a string value. It may contain lone surrogates, which the framework's JSON reader rejects.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (Find(element, name) is not { ValueKind: JsonValueKind.String } value)
        {
            return null;
        }

        var raw = value.GetRawText();
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] is not '\\')
            {
                text.Append(raw[i]);
            }
            else if (raw[++i] is 'u')
            {
                text.Append((char)Convert.ToInt32(raw.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(
                    raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        return text.ToString();
    }
}
