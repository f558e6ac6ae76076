using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using nietras.SeparatedValues;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>
/// Writes a report as a table, as a table with bars, as JSON Lines or as CSV. Amounts in JSON and CSV are exact decimals.
/// </summary>
internal static class LedgerReportWriter
{
    private const int CostDecimals = 4;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] s_numbers =
    [
        "calls", "unpriced_calls", "partial_calls", "estimated_calls", "failed_calls", "input_tokens", "output_tokens",
        "quantity", "duration_seconds", "cost", "list_cost", "earlier_cost",
    ];

    public static void WriteJson(LedgerReport report, TextWriter output)
    {
        foreach (var row in report.Rows)
        {
            WriteJson(report, row, null, output);
        }

        if (report.Others is { } others)
        {
            WriteJson(report, others, "others", output);
        }

        WriteJson(report, report.Total, "total", output);
    }

    public static void WriteCsv(LedgerReport report, TextWriter output)
    {
        using var csv = Sep.New(',').Writer(options => options with { Escape = true }).To(output, leaveOpen: true);
        foreach (var row in report.Rows)
        {
            using var line = csv.NewRow();
            for (var i = 0; i < row.Values.Count; i++)
            {
                line[report.Query.By[i].Name].Set(row.Values[i] ?? "");
            }

            foreach (var (name, text) in Numbers(row))
            {
                line[name].Set(text ?? "");
            }
        }
    }

    public static void WriteTable(LedgerReport report, bool plot, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        var query = report.Query;
        console.Write(new Text($"{PeriodText.Text(query.Period)}, UTC{Environment.NewLine}"));
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var field in query.By)
        {
            table.AddColumn(new TableColumn(Title(field.Name)).NoWrap());
        }

        var isByUnit = query.By.Any(field => field.IsPrice);
        foreach (var header in Headers(report, isByUnit))
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }

        foreach (var row in report.Rows)
        {
            table.AddRow([.. row.Values.Select(value => new Text(value ?? "–")), .. Cells(report, row, isByUnit)]);
        }

        if (report.Others is { } others)
        {
            table.AddRow([.. Label(query, $"{report.OtherRows} others"), .. Cells(report, others, isByUnit)]);
        }

        if (query.By.Count > 0)
        {
            table.AddEmptyRow();
            table.AddRow([.. Label(query, "Total"), .. Cells(report, report.Total, isByUnit)]);
        }

        console.Write(table);
        if (plot && report.Rows.Count > 0 && query.By.Count > 0)
        {
            WriteBars(report, console);
        }

        foreach (var note in Notes(report))
        {
            console.WriteLine(note);
        }
    }

    /// <summary>Returns the notes that a reader needs to interpret the sums.</summary>
    public static IEnumerable<string> Notes(LedgerReport report)
    {
        if (report.Total.UnpricedCalls > 0)
        {
            yield return $"{Count(report.Total.UnpricedCalls)} calls have no known price and are not in the cost. "
                + "Group by unpriced_reason,model to see them.";
        }

        if (report.Total.PartialCalls > 0)
        {
            yield return $"The cost of {Count(report.Total.PartialCalls)} calls does not include all of their usage.";
        }

        if (report.Coverage.Gaps.Count > 0)
        {
            var (calls, cost) = (report.Coverage.Gaps.Sum(gap => gap.Calls), report.Coverage.Gaps.Sum(gap => gap.Cost));
            yield return $"{Count(calls)} calls with {Money(cost)} USD could not be kept and are not in the report.";
        }

        if (report.IsWithoutOldDays)
        {
            yield return
                $"For {Count(report.Coverage.DaysWithoutCalls.Count)} days, the ledger has only sums without hours and tags. "
                    + "They are not in the report.";
        }
    }

    private static void WriteBars(LedgerReport report, IAnsiConsole console)
    {
        var width = Math.Clamp(console.Profile.Width, 40, 100);
        var chart = new BarChart().Width(width).Label("USD").LeftAlignLabel().UseValueFormatter(
            value => value.ToString("0.00", CultureInfo.InvariantCulture));
        foreach (var row in report.Rows)
        {
            chart.AddItem(
                Markup.Escape(string.Join(" / ", row.Values.Select(value => value ?? "–"))), (double)row.Cost, Color.SteelBlue1);
        }

        console.Write(chart);
    }

    private static IEnumerable<string> Headers(LedgerReport report, bool isByUnit)
    {
        yield return isByUnit ? "Charges" : "Calls";
        if (isByUnit)
        {
            yield return "Quantity";
        }
        else
        {
            yield return "Input tokens";
            yield return "Output tokens";
        }

        yield return "Cost USD";
        yield return "Share";
        if (report.Query.ComparedWith is not null)
        {
            yield return "Before";
            yield return "Change";
        }

        if (report.Total.UnpricedCalls > 0)
        {
            yield return "Unpriced";
        }
    }

    private static IEnumerable<Text> Cells(LedgerReport report, LedgerReportRow row, bool isByUnit)
    {
        yield return new Text(Count(row.Calls));
        if (isByUnit)
        {
            yield return new Text(row.Quantity.ToString("#,0.##", CultureInfo.InvariantCulture));
        }
        else
        {
            yield return new Text(Count(row.InputTokens));
            yield return new Text(Count(row.OutputTokens));
        }

        yield return new Text(row switch
        {
            { Calls: > 0 } when row.UnpricedCalls == row.Calls => "unknown",
            { IsLowerBound: true } => $"≥ {Money(row.Cost)}",
            _ => Money(row.Cost),
        });
        yield return new Text(Percent(row.Cost, report.Total.Cost));
        if (report.Query.ComparedWith is not null)
        {
            yield return new Text(Money(row.EarlierCost ?? 0));
            yield return new Text(row.EarlierCost is > 0 and var earlier
                ? ((row.Cost / earlier) - 1).ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture)
                : "new");
        }

        if (report.Total.UnpricedCalls > 0)
        {
            yield return new Text(row.UnpricedCalls is 0 ? "" : Count(row.UnpricedCalls));
        }
    }

    private static IEnumerable<Text> Label(LedgerReportQuery query, string text) =>
        Enumerable.Range(0, query.By.Count).Select(i => new Text(i is 0 ? text : ""));

    private static IEnumerable<(string Name, string? Text)> Numbers(LedgerReportRow row)
    {
        string?[] texts =
        [
            Whole(row.Calls), Whole(row.UnpricedCalls), Whole(row.PartialCalls), Whole(row.EstimatedCalls),
            Whole(row.FailedCalls), Whole(row.InputTokens), Whole(row.OutputTokens), PriceAnswerWriter.Text(row.Quantity),
            PriceAnswerWriter.Text((decimal)row.Duration.Ticks / TimeSpan.TicksPerSecond), PriceAnswerWriter.Text(row.Cost),
            PriceAnswerWriter.Text(row.ListCost), PriceAnswerWriter.Text(row.EarlierCost),
        ];
        return s_numbers.Zip(texts);
    }

    private static void WriteJson(LedgerReport report, LedgerReportRow row, string? kind, TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            if (kind is not null)
            {
                json.WriteString("row", kind);
            }

            for (var i = 0; i < row.Values.Count; i++)
            {
                json.WriteString(report.Query.By[i].Name, row.Values[i]);
            }

            foreach (var (name, text) in Numbers(row))
            {
                if (name is "cost" or "list_cost" or "earlier_cost" or "quantity" || text is null)
                {
                    json.WriteString(name, text);
                }
                else
                {
                    json.WritePropertyName(name);
                    json.WriteRawValue(text);
                }
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Title(string name) =>
        name.StartsWith("tag:", StringComparison.Ordinal)
            ? name[4..]
            : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal value) => value.ToString("N" + CostDecimals, CultureInfo.InvariantCulture);

    private static string Percent(decimal part, decimal total) =>
        total is 0 ? "" : (part / total).ToString("0.0%", CultureInfo.InvariantCulture);
}
