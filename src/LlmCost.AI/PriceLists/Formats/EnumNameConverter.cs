using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Reads the name of an enum value in any case. Numeric values of the enum are rejected.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class EnumNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> s_values =
        Enum.GetValues<T>().ToDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var word = reader.TokenType is JsonTokenType.String ? reader.GetString()! : null;
        return word is not null && s_values.TryGetValue(word, out var value)
            ? value
            : throw new JsonException(
                $"{(word is null ? "The value" : $"'{word}'")} is not one of {string.Join(", ", s_values.Keys)}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
