using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Writes answers as JSON Lines, with money as decimal strings in full precision.</summary>
internal sealed class PriceAnswerWriter(Stream output) : IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BufferedStream _output = new(output, 1 << 16);

    /// <summary>Writes one answer as one line.</summary>
    public void Write(PriceAnswer answer) => WriteLine(json =>
    {
        var priced = answer.Priced;
        json.WriteString("id", answer.Id);
        json.WriteBoolean("priced", priced.HasCost);
        json.WriteString("matched_provider", priced.Match?.Entry.Provider);
        json.WriteString("matched_model", priced.Match?.Prices.Name);
        json.WriteString("cost_usd", Text(answer.Cost));
        json.WriteString("list_cost_usd", Text(priced.ListCost));
        json.WriteString("input_cost_usd", Text(answer.CostOf(CostDirection.Input)));
        json.WriteString("output_cost_usd", Text(answer.CostOf(CostDirection.Output)));
        json.WriteString("other_cost_usd", Text(answer.CostOf(CostDirection.Other)));
        WriteLines(json, answer.Charges);
        json.WriteString("source", IsConfigured(priced) ? "config" : priced.List.Name);
        json.WriteString("price_list_version", IsConfigured(priced) ? "" : priced.List.Version);
        if (priced.FallbackProvider is { } maker)
        {
            json.WriteString("fallback_provider", maker);
        }

        if (priced.IsProvisioned)
        {
            json.WriteBoolean("provisioned", true);
        }

        if (!priced.HasCost)
        {
            json.WriteString("reason", priced.IsProvisioned ? "provisioned" : priced.Reason.ToLabel());
            json.WriteString("message", answer.Message);
        }
    });

    /// <summary>Writes the error of an input line as one line.</summary>
    public void WriteError(long lineNumber, string error) => WriteLine(json =>
    {
        json.WriteNumber("line", lineNumber);
        json.WriteString("error", error);
    });

    public void Dispose() => _output.Flush();

    /// <summary>Returns a decimal in full precision, without trailing zeros.</summary>
    internal static string? Text(decimal? value) =>
        value?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static bool IsConfigured(PricedUsage priced) =>
        priced.Source is PriceSource.Configuration or PriceSource.Amortized;

    private static void WriteLines(Utf8JsonWriter json, IReadOnlyList<Charge> charges)
    {
        json.WriteStartArray("lines");
        foreach (var charge in charges)
        {
            json.WriteStartObject();
            json.WriteString("unit", charge.Unit);
            if (charge.Kind is { } kind)
            {
                json.WriteString("kind", kind);
            }

            json.WriteString("count", Text(charge.Quantity));
            json.WriteString("rate", Text(charge.UnitPrice));
            json.WriteString("per", Text(charge.Per));
            json.WriteString("cost_usd", Text(charge.Cost));
            json.WriteString("list_cost_usd", Text(charge.ListCost));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLine(Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(_output, s_options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        _output.WriteByte((byte)'\n');
    }
}
