using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Writes results as JSON Lines, with amounts as decimal strings in full precision.</summary>
internal sealed class PriceAnswerWriter : IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _output;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    /// <summary>Initializes a writer.</summary>
    /// <param name="output">The writer that receives each line as a whole.</param>
    public PriceAnswerWriter(Stream output) => (_output, _json) = (output, new Utf8JsonWriter(_line, s_options));

    /// <summary>Writes a result as one line.</summary>
    public void Write(PriceAnswer answer) => WriteLine(json =>
    {
        var priced = answer.Priced;
        json.WriteString("id", answer.Request.Id);
        json.WriteBoolean("priced", priced.HasCost);
        json.WriteBoolean("complete", priced.IsComplete);
        json.WriteBoolean("reported", priced.HasCost && priced.Source is PriceSource.Provider);
        json.WriteString("matched_provider", priced.Match?.Entry.Provider);
        json.WriteString("matched_model", priced.Match?.Prices.Name);
        json.WriteString("cost_usd", Text(answer.Cost));
        json.WriteString("list_cost_usd", Text(priced.ListCost));
        json.WriteString("input_cost_usd", Text(answer.CostOf(CostDirection.Input)));
        json.WriteString("output_cost_usd", Text(answer.CostOf(CostDirection.Output)));
        json.WriteString("other_cost_usd", Text(answer.CostOf(CostDirection.Other)));
        WriteUsage(json, answer);
        WriteLines(json, answer.Charges);
        WriteModels(json, answer.CostByModel);
        WriteNames(json, "missing", priced.Unpriced, isUnread: false);
        WriteNames(json, "unread", priced.Unpriced, isUnread: true);
        WriteAnomalies(json, answer.Request.Usage.Anomalies);
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

        if (!priced.HasCost && priced.Reason is not UnpricedReason.None)
        {
            json.WriteString("reason", priced.Reason.ToLabel());
        }

        if (answer.Message is { } message)
        {
            json.WriteString("message", message);
        }
    });

    /// <summary>Writes the error of an input line as one line.</summary>
    /// <param name="lineNumber">The number of the line, from 1.</param>
    /// <param name="id">The caller's id of the line, or <see langword="null"/> if the line has no id or is not JSON.</param>
    /// <param name="error">The error.</param>
    public void WriteError(long lineNumber, string? id, string error) => WriteLine(json =>
    {
        if (id is not null)
        {
            json.WriteString("id", id);
        }

        json.WriteNumber("line", lineNumber);
        json.WriteString("error", error);
    });

    public void Dispose() => _json.Dispose();

    /// <summary>Returns a decimal in full precision, without trailing zeros.</summary>
    internal static string? Text(decimal? value)
    {
        var text = value?.ToString(CultureInfo.InvariantCulture);
        return text?.Contains('.', StringComparison.Ordinal) is true ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static bool IsConfigured(PricedUsage priced) =>
        priced.Source is PriceSource.Configuration or PriceSource.Amortized;

    private static void WriteUsage(Utf8JsonWriter json, PriceAnswer answer)
    {
        json.WriteStartObject("tokens");
        foreach (var kind in TokenKinds.All)
        {
            if (answer.Tokens.Counts[(int)kind] is not 0 and var count)
            {
                json.WriteNumber(kind.Label(), count);
            }
        }

        json.WriteEndObject();
        if (answer.Request.Usage.Parts.All(part => part.Quantities.Count is 0))
        {
            return;
        }

        json.WriteStartObject("quantities");
        foreach (var unit in answer.Request.Usage.Parts.SelectMany(part => part.Quantities).GroupBy(quantity => quantity.Unit))
        {
            json.WritePropertyName(unit.Key.Label());
            json.WriteRawValue(Text(unit.Sum(quantity => quantity.Quantity))!);
        }

        json.WriteEndObject();
    }

    private static void WriteModels(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, decimal>> costs)
    {
        var isFirst = true;
        foreach (var (model, cost) in costs)
        {
            if (isFirst)
            {
                json.WriteStartObject("by_model");
                isFirst = false;
            }

            json.WriteString(model, Text(cost));
        }

        if (!isFirst)
        {
            json.WriteEndObject();
        }
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IReadOnlyList<UnpricedPart>? parts, bool isUnread)
    {
        var names = parts?.Where(part => part.Reason is UnpricedReason.UnknownField == isUnread)
            .Select(part => part.Name)
            .ToList();
        if (names is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(property);
        names.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    private static void WriteAnomalies(Utf8JsonWriter json, UsageAnomalies anomalies)
    {
        if (anomalies is UsageAnomalies.None)
        {
            return;
        }

        json.WriteStartArray("anomalies");
        foreach (var anomaly in Enum.GetValues<UsageAnomalies>())
        {
            if (anomaly is not UsageAnomalies.None && anomalies.HasFlag(anomaly))
            {
                json.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(anomaly.ToString()));
            }
        }

        json.WriteEndArray();
    }

    private static void WriteLines(Utf8JsonWriter json, IReadOnlyList<Charge> charges)
    {
        json.WriteStartArray("lines");
        foreach (var charge in charges)
        {
            json.WriteStartObject();
            json.WriteString("unit", charge.Unit);
            if (charge.Model is { } model)
            {
                json.WriteString("model", model);
            }

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
        // Discards the incomplete line after an error.
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        write(_json);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _output.Write(_line.WrittenSpan);
    }
}
