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
        json.WriteString("id", answer.Id);
        json.WriteBoolean("priced", answer.Reason is null);
        json.WriteString("matched_provider", answer.Entry?.Provider);
        json.WriteString("matched_model", answer.Entry?.Prices.Name);
        json.WriteString("cost_usd", Text(answer.Cost));
        json.WriteString("input_cost_usd", Text(answer.CostOf(CostDirection.Input)));
        json.WriteString("output_cost_usd", Text(answer.CostOf(CostDirection.Output)));
        json.WriteString("other_cost_usd", Text(answer.CostOf(CostDirection.Other)));
        json.WriteStartArray("lines");
        foreach (var line in answer.Lines)
        {
            json.WriteStartObject();
            json.WriteString("unit", line.Unit);
            json.WriteString("count", Text(line.Count));
            json.WriteString("rate", Text(line.Rate));
            json.WriteString("per", Text(line.Per));
            json.WriteString("multiplier", Text(line.Multiplier));
            json.WriteString("cost_usd", Text(line.Cost));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("source", answer.Source);
        json.WriteString("catalog_version", answer.Version);
        if (answer.Reason is not null)
        {
            json.WriteString("reason", answer.Reason);
        }
    });

    /// <summary>Writes what was wrong with a line.</summary>
    public void WriteError(long lineNumber, string error) => WriteLine(json =>
    {
        json.WriteNumber("line", lineNumber);
        json.WriteString("error", error);
    });

    public void Dispose() => _output.Flush();

    /// <summary>A decimal as it is, without zeros at its end.</summary>
    internal static string? Text(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture);

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
