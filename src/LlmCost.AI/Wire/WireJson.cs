using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads single values from a provider's JSON, which can contain any values.</summary>
internal static class WireJson
{
    /// <summary>The maximum size of a string that is read, in bytes of the JSON. Longer strings are not names.</summary>
    public const int MaxText = 512;

    /// <summary>The maximum size of the name of a member, in bytes of the JSON.</summary>
    public const int MaxName = 128;

    /// <summary>The name that replaces a longer name.</summary>
    public const string LongName = "long_name";

    /// <summary>
    /// Words that, as part of a member's name, mean a time, a speed or an amount of money. Values of such members are not counts.
    /// </summary>
    private static readonly HashSet<string> s_measures = new(StringComparer.OrdinalIgnoreCase)
    {
        "time", "times", "timestamp", "created", "duration", "durations", "latency", "elapsed", "ms", "us", "ns", "ttft", "tps",
        "speed", "throughput", "cost", "costs", "price", "prices", "usd", "rate", "ratio", "percent", "percentage", "version",
    };

    /// <summary>Returns a member, or <see langword="null"/> if it is missing or null.</summary>
    public static JsonElement? Find(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    /// <summary>Returns a member that is an object, or <see langword="null"/>.</summary>
    public static JsonElement? FindObject(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Find(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>Returns the items of a member that is an array, or no items if it is not an array.</summary>
    public static JsonElement.ArrayEnumerator FindArray(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Find(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : default;

    /// <summary>Returns a member that is a non-empty string, or <see langword="null"/>.</summary>
    public static string? FindText(this JsonElement json, ReadOnlySpan<byte> name) => json.Find(name)?.Text();

    /// <summary>Returns a non-empty string, or <see langword="null"/> if the value is something else or too long.</summary>
    public static string? Text(this JsonElement value) =>
        value.ValueKind is JsonValueKind.String
            && JsonMarshal.GetRawUtf8Value(value).Length - 2 is > 0 and <= MaxText
            ? value.GetString()
            : null;

    /// <summary>Returns the name of a member, or <see cref="LongName"/>.</summary>
    public static string ShortName(this JsonProperty member) =>
        JsonMarshal.GetRawUtf8PropertyName(member).Length <= MaxName ? member.Name : LongName;

    /// <summary>Returns a member that is a number, or <see langword="null"/>.</summary>
    public static decimal? FindNumber(this JsonElement json, ReadOnlySpan<byte> name) => json.Find(name)?.Number();

    /// <summary>Returns a member that is a whole number, or <see langword="null"/>.</summary>
    public static long? FindCount(this JsonElement json, ReadOnlySpan<byte> name) => json.Find(name)?.Count();

    /// <summary>Returns a number, or <see langword="null"/> if the value is not a number in the range of decimal.</summary>
    public static decimal? Number(this JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    /// <summary>
    /// Returns a whole number. A number that is out of range becomes the largest number, so that it is recognized as implausible.
    /// </summary>
    public static long? Count(this JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetInt64(out var count))
        {
            return count;
        }

        // Some servers write 12.0. A number that exceeds a long is implausible, regardless of its sign.
        return value.TryGetDecimal(out var number)
            && decimal.Truncate(number) is >= long.MinValue and <= long.MaxValue and var whole
                ? (long)whole
                : long.MaxValue;
    }

    /// <summary>
    /// Returns true if an unknown member counts something: its value is, or contains, a number other than zero.
    /// </summary>
    public static bool CountsSomething(string name, JsonElement value)
    {
        if (IsMeasure(name))
        {
            return false;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return !value.TryGetDecimal(out var number) || number is not 0;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (CountsSomething(member.ShortName(), member.Value))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (CountsSomething("", item))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>Returns true if one of the words of a name means a time, a speed or an amount of money.</summary>
    private static bool IsMeasure(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] is '_' or '-' or '.' || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])))
            {
                if (s_measures.Contains(name[start..i].Trim('_', '-', '.')))
                {
                    return true;
                }

                start = i;
            }
        }

        return false;
    }
}
