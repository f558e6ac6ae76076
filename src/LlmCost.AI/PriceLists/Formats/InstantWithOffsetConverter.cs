using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>
/// Reads an instant, which has an offset: without one, a price would begin when the machine's own clock says so.
/// </summary>
internal sealed class InstantWithOffsetConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTime().Kind is DateTimeKind.Unspecified
            ? throw new JsonException($"'{reader.GetString()}' has no offset; an instant ends in one, such as Z.")
            : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
