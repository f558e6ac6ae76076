using System.Globalization;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads fields of bills. If a field is null or missing, the result is <see langword="null"/>, never 0.</summary>
/// <remarks>A field of another type throws a <see cref="FormatException"/>, which makes the row unreadable.</remarks>
internal static class BillJson
{
    public static string? Text(this JsonElement row, string name) => row.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } field => field.GetString(),
        { } field => throw Unexpected(name, field),
    };

    public static bool? Flag(this JsonElement row, string name) => row.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } field => throw Unexpected(name, field),
    };

    public static JsonElement? Object(this JsonElement row, string name) => row.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } field => field,
        { } field => throw Unexpected(name, field),
    };

    /// <summary>Reads a number, with or without an exponent, from a JSON number or a JSON string.</summary>
    public static decimal? Number(this JsonElement row, string name) => row.Find(name) is { } field ? Number(name, field) : null;

    /// <summary>Reads a whole number. A value such as <c>500000.0</c> is accepted.</summary>
    public static long? Count(this JsonElement row, string name) => row.Number(name) switch
    {
        null => null,
        { } number when decimal.Truncate(number) == number => decimal.ToInt64(number),
        _ => throw new FormatException($"{name} is not a whole number"),
    };

    /// <summary>Returns a required field of a row.</summary>
    public static T Required<T>(this T? value, string name)
        where T : struct => value ?? throw new FormatException($"{name} is missing");

    /// <summary>Returns a required field of a row.</summary>
    public static T Required<T>(this T? value, string name)
        where T : class => value ?? throw new FormatException($"{name} is missing");

    /// <summary>Reads a number from a JSON number or a string.</summary>
    public static decimal Number(string name, JsonElement field)
    {
        // GetDecimal is not used, because it rejects exponents that exceed the scale of a decimal.
        var text = field.ValueKind switch
        {
            JsonValueKind.Number => field.GetRawText(),
            JsonValueKind.String => field.GetString(),
            _ => throw Unexpected(name, field),
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} is not a number");
    }

    private static JsonElement? Find(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var field) && field.ValueKind is not JsonValueKind.Null ? field : null;

    private static FormatException Unexpected(string name, JsonElement field) =>
        new($"{name} is of the type {field.ValueKind}");
}
