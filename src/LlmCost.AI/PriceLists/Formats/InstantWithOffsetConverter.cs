using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>
/// Reads an instant that must have a UTC offset. Without an offset, the start of a price would depend on the machine's time zone.
/// </summary>
internal sealed class InstantWithOffsetConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTime().Kind is DateTimeKind.Unspecified
            ? throw new JsonException($"'{reader.GetString()}' has no UTC offset; append one, such as Z.")
            : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
