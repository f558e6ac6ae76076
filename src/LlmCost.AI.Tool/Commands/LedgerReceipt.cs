using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Prints the usage and cost of a call in a ledger, and the source of the prices.</summary>
internal static class LedgerReceipt
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(LedgerCall call, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        console.MarkupLineInterpolated($"[bold]{call.Key.Model ?? "unknown model"}[/] {Provider(call)}");
        var facts = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (name, text) in Facts(call).Where(fact => fact.Text is not null))
        {
            facts.AddRow(new Text(name, new Style(Color.Grey)), new Text(text!));
        }

        console.Write(facts);
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("unit");
        table.AddColumn(new TableColumn("quantity").RightAligned());
        table.AddColumn(new TableColumn("price in USD").RightAligned());
        table.AddColumn(new TableColumn("USD").RightAligned());
        foreach (var charge in call.Charges)
        {
            var price = charge.Price;
            var unit = price.Kind is null ? price.Unit : $"{price.Unit} ({price.Kind})";
            table.AddRow(
                Markup.Escape(price.Model is { } model ? $"{unit}, {model}" : unit),
                Number(charge.Quantity),
                price.UnitPrice is { } unitPrice ? $"{Number(unitPrice)} / {Number(price.Per)}" : "",
                PriceAnswerWriter.Text(charge.Cost) ?? (call.Result.IsPriced ? "" : "unknown"));
        }

        table.AddRow(
            "[bold]total[/]",
            "",
            "",
            $"[bold]{(call.Result.IsPartial ? "≥ " : "")}{PriceAnswerWriter.Text(call.Cost) ?? "unknown"}[/]");
        console.Write(table);
        console.MarkupLineInterpolated($"[grey]{Origin(call.Result)}[/]");
    }

    public static void WriteJson(LedgerCall call, TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            foreach (var (name, text) in Facts(call))
            {
                json.WriteString(name.Replace(' ', '_'), text);
            }

            json.WriteString("provider", call.Key.ProviderName);
            json.WriteString("request_model", call.Key.RequestModel);
            json.WriteString("response_model", call.Key.ResponseModel);
            json.WriteStartArray("charges");
            foreach (var charge in call.Charges)
            {
                json.WriteStartObject();
                json.WriteString("unit", charge.Price.Unit);
                json.WriteString("kind", charge.Price.Kind);
                json.WriteString("model", charge.Price.Model);
                json.WriteString("quantity", PriceAnswerWriter.Text(charge.Quantity));
                json.WriteString("unit_price", PriceAnswerWriter.Text(charge.Price.UnitPrice));
                json.WriteString("per", PriceAnswerWriter.Text(charge.Price.Per));
                json.WriteString("cost", PriceAnswerWriter.Text(charge.Cost));
                json.WriteString("list_cost", PriceAnswerWriter.Text(charge.ListCost));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("cost", PriceAnswerWriter.Text(call.Cost));
            json.WriteString("list_cost", PriceAnswerWriter.Text(call.ListCost));
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static IEnumerable<(string Name, string? Text)> Facts(LedgerCall call)
    {
        var (key, result) = (call.Key, call.Result);
        yield return ("started", call.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        yield return ("seconds", PriceAnswerWriter.Text((decimal)call.Duration.Ticks / TimeSpan.TicksPerSecond));
        yield return ("service", call.Origin.Service);
        yield return ("environment", call.Origin.Environment);
        yield return ("operation", key.OperationName);
        yield return ("feature", key.Feature);
        yield return ("account", key.Account);
        yield return ("tier", key.ServiceTier);
        yield return ("region", key.Region);
        yield return ("speed", key.Speed);
        yield return ("cache mode", key.CacheMode);
        yield return ("tags", call.Tags.Count is 0 ? null : string.Join(", ", call.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
        yield return ("response id", call.ResponseId);
        yield return ("request id", call.RequestId);
        yield return ("outcome", Name(result.Outcome));
        yield return ("error", result.ErrorType);
        yield return ("usage", Name(result.UsageSource));
        yield return ("anomalies", result.Anomalies is UsageAnomalies.None ? null : result.Anomalies.ToString());
        yield return ("unpriced", result.UnpricedReason is UnpricedReason.None ? null : Name(result.UnpricedReason));
        yield return ("unpriced parts", result.UnpricedParts);
        yield return ("price source", Name(result.PriceSource));
        yield return ("price list", result.PriceListName);
        yield return ("price list version", result.PriceListVersion);
        yield return ("price of", result.FallbackProvider);
    }

    private static string Provider(LedgerCall call) =>
        (call.Key.ProviderName is { } provider ? $"at {provider}" : "")
        + (call.Key.RequestModel is { } requested && requested != call.Key.Model ? $", requested as {requested}" : "");

    private static string Origin(LedgerResult result) => result.PriceSource switch
    {
        PriceSource.Provider => "cost reported by the provider",
        PriceSource.Configuration => "price of the configuration",
        PriceSource.Amortized => "share of the monthly cost of the deployment",
        PriceSource.List => $"prices of {result.PriceListName}, version {result.PriceListVersion}",
        _ => $"no price in {result.PriceListName}, version {result.PriceListVersion}",
    };

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Number(decimal number) =>
        number.ToString("#,##0.############################", CultureInfo.InvariantCulture);
}
