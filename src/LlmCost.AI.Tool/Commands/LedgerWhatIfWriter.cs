using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>
/// Writes the comparison of a what-if analysis. Savings are always shown together with their range and with the number of calls
/// that are not compared.
/// </summary>
internal static class LedgerWhatIfWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteTable(CostWhatIf answer, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        var (options, total) = (answer.Options, answer.Total);
        console.WriteLine($"{PeriodText.Text(options.Period)}, UTC, in USD");
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var field in options.By)
        {
            table.AddColumn(new TableColumn(field.Name).NoWrap());
        }

        foreach (var header in (string[])["Compared calls", "Paid", "Same tokens", "Other tokenizer", "Saving"])
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }

        foreach (var row in answer.Rows)
        {
            table.AddRow([.. row.Values.Select(value => new Text(value ?? "–")), .. Cells(row)]);
        }

        if (options.By.Count > 0)
        {
            table.AddEmptyRow();
        }

        table.AddRow([.. Enumerable.Range(0, options.By.Count).Select(i => new Text(i is 0 ? "Total" : "")), .. Cells(total)]);
        console.Write(table);
        console.WriteLine("1. Same tokens: each call repriced individually, exact.");
        console.WriteLine("2. Other tokenizer: the range if another tokenizer produces fewer or more tokens for the same text.");
        console.WriteLine("3. Not predictable:");
        foreach (var unknown in answer.Unknowns)
        {
            console.WriteLine($"   {unknown}");
        }

        foreach (var note in Notes(answer))
        {
            console.WriteLine(note);
        }
    }

    public static void WriteJson(CostWhatIf answer, TextWriter output)
    {
        foreach (var row in answer.Rows)
        {
            WriteJson(answer, row, "row", output);
        }

        WriteJson(answer, answer.Total, "total", output);
    }

    private static IEnumerable<string> Notes(CostWhatIf answer)
    {
        foreach (var exclusion in answer.Exclusions)
        {
            yield return
                $"Not compared: {Count(exclusion.Calls)} calls that cost {Money(exclusion.ActualCost)} ({exclusion.Reason}).";
        }

        if (answer.Total.UnpricedCalls > 0)
        {
            yield return $"Not compared: {Count(answer.Total.UnpricedCalls)} calls whose actual cost is unknown.";
        }

        if (answer.Total.UnbilledCalls > 0)
        {
            yield return $"{Count(answer.Total.UnbilledCalls)} calls failed before they cost anything.";
        }

        if (answer.Total.PartialCalls > 0)
        {
            yield return $"The actual cost of {Count(answer.Total.PartialCalls)} calls is only known as a lower bound.";
        }

        if (answer.Coverage.DaysWithoutCalls.Count > 0)
        {
            yield return
                $"For {Count(answer.Coverage.DaysWithoutCalls.Count)} days, the ledger has only sums. "
                    + "Their calls are not compared.";
        }
    }

    private static IEnumerable<Text> Cells(WhatIfRow row)
    {
        yield return new Text($"{Count(row.ComparedCalls)} of {Count(row.Calls)}");
        yield return new Text(Money(row.ActualCost));
        yield return new Text(Money(row.Cost));
        yield return new Text(
            row.LowCost == row.HighCost ? Money(row.Cost) : $"{Money(row.LowCost)} to {Money(row.HighCost)}");
        yield return new Text(Money(row.Saving));
    }

    private static void WriteJson(CostWhatIf answer, WhatIfRow row, string kind, TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("row", kind);
            for (var i = 0; i < row.Values.Count; i++)
            {
                json.WriteString(answer.Options.By[i].Name, row.Values[i]);
            }

            json.WriteNumber("calls", row.Calls);
            json.WriteNumber("compared_calls", row.ComparedCalls);
            json.WriteNumber("excluded_calls", row.ExcludedCalls);
            json.WriteNumber("unpriced_calls", row.UnpricedCalls);
            json.WriteNumber("unbilled_calls", row.UnbilledCalls);
            json.WriteNumber("partial_calls", row.PartialCalls);
            json.WriteNumber("estimated_calls", row.EstimatedCalls);
            json.WriteString("actual_cost", PriceAnswerWriter.Text(row.ActualCost));
            json.WriteString("cost", PriceAnswerWriter.Text(row.Cost));
            json.WriteString("low_cost", PriceAnswerWriter.Text(row.LowCost));
            json.WriteString("high_cost", PriceAnswerWriter.Text(row.HighCost));
            json.WriteString("excluded_cost", PriceAnswerWriter.Text(row.ExcludedCost));
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal value) => value.ToString("N4", CultureInfo.InvariantCulture);
}
