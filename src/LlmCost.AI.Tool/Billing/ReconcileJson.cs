using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI.Tool;

/// <summary>
/// Writes a reconciliation as a JSON document. Amounts, quantities and shares are strings, so that they remain exact.
/// </summary>
internal static class ReconcileJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new DecimalText() },
    };

    public static void Write(CostReconciliation reconciliation, InvoiceAllocation? allocation, TextWriter output)
    {
        var by = reconciliation.Options.By;
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                Period = PeriodText.Text(reconciliation.Options.Period),
                reconciliation.IsWithinTolerance,
                reconciliation.ClosedAt,
                reconciliation.ChangedSinceClosing,
                By = by,
                reconciliation.Accounts,
                reconciliation.Rows,
                reconciliation.Total,
                reconciliation.Findings,
                reconciliation.OtherLines,
                reconciliation.PriceProposals,
                Notes = ReconcileText.Notes(reconciliation),
                Allocation = allocation is null
                    ? null
                    : new
                    {
                        Field = allocation.Field.Name,
                        allocation.Invoice,
                        allocation.IsSpread,
                        allocation.Rows,
                        allocation.Notes,
                    },
            },
            s_options));
    }

    private sealed class DecimalText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(PriceAnswerWriter.Text(value));
    }
}
