using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Writes a decimal as text with all its digits, without zeros at the end.</summary>
internal sealed class AmountConverter : JsonConverter<decimal>
{
    private const string AllDigits = "0.############################";

    /// <summary>Returns an amount as text.</summary>
    public static string Text(decimal value) => value.ToString(AllDigits, CultureInfo.InvariantCulture);

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        decimal.Parse(reader.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));
}
