using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Writes the result of <c>llmcost bills import</c>.</summary>
internal static class BillsImportWriter
{
    private const int MaxFaults = 20;
    private const int MaxFiles = 5;

    public static void Write(IAnsiConsole console, BillImportResult result, bool isDryRun)
    {
        foreach (var line in Lines(result, isDryRun))
        {
            console.WriteLine(line);
        }
    }

    public static void WriteJson(TextWriter output, BillImportResult result)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            json.WriteBoolean("stored", result.IsStored);
            json.WriteNumber("files", result.Files);
            json.WriteNumber("resumed_files", result.ResumedFiles);
            json.WriteStartArray("unread_files");
            foreach (var file in result.UnreadFiles)
            {
                json.WriteStringValue(file);
            }

            json.WriteEndArray();
            json.WriteNumber("rows", result.Rows);
            json.WriteNumber("lines", result.Lines);
            json.WriteNumber("opaque_lines", result.OpaqueLines);
            json.WriteString("first_day", Day(result.FirstDay));
            json.WriteString("last_day", Day(result.LastDay));
            json.WriteStartObject("days");
            foreach (var change in Enum.GetValues<BillChange>())
            {
                json.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName($"{change}"), result.Days.GetValueOrDefault(change));
            }

            json.WriteEndObject();
            json.WriteStartObject("amounts");
            foreach (var (currency, amount) in result.Amounts)
            {
                json.WriteString(currency, PriceAnswerWriter.Text(amount));
            }

            json.WriteEndObject();
            json.WriteStartObject("skipped_rows");
            foreach (var (service, rows) in result.SkippedRows)
            {
                json.WriteNumber(service, rows);
            }

            json.WriteEndObject();
            json.WriteNumber("fault_count", result.FaultCount);
            json.WriteStartArray("faults");
            foreach (var fault in result.Faults)
            {
                json.WriteStartObject();
                json.WriteString("file", fault.File);
                if (fault.Line is { } line)
                {
                    json.WriteNumber("line", line);
                }

                json.WriteString("message", fault.Message);
                json.WriteBoolean("fatal", fault.IsFatal);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static IEnumerable<string> Lines(BillImportResult result, bool isDryRun)
    {
        yield return result.FirstDay is null
            ? Text($"{result.Rows:N0} rows in {result.Files:N0} files, none with a day.")
            : Text($"{result.Rows:N0} rows in {result.Files:N0} files, from {Day(result.FirstDay)} to {Day(result.LastDay)}: ")
                + Text($"{result.Lines:N0} lines.");
        if (result.ResumedFiles > 0)
        {
            yield return Text($"An interrupted import was continued: {result.ResumedFiles:N0} of the files were read before.");
        }

        foreach (var file in result.UnreadFiles.Take(MaxFiles))
        {
            yield return $"{file}: skipped, because it is a copy or an earlier version of another file.";
        }

        if (result.UnreadFiles.Count > MaxFiles)
        {
            yield return Text($"… {result.UnreadFiles.Count - MaxFiles:N0} more files were not read.");
        }

        foreach (var (currency, amount) in result.Amounts)
        {
            yield return $"{PriceAnswerWriter.Text(amount)} {currency}";
        }

        if (result.OpaqueLines > 0)
        {
            yield return Text($"{result.OpaqueLines:N0} lines have a meter with an unknown model or unit.");
        }

        if (result.SkippedRows.Count > 0)
        {
            var services = string.Join(
                ", ",
                result.SkippedRows.OrderByDescending(service => service.Value)
                    .Take(5)
                    .Select(service => Text($"{service.Key} {service.Value:N0}")));
            yield return Text($"{result.SkippedRows.Values.Sum():N0} rows of other services are skipped: {services}")
                + (result.SkippedRows.Count > 5 ? ", …" : ".");
        }

        foreach (var fault in result.Faults.OrderByDescending(fault => fault.IsFatal).Take(MaxFaults))
        {
            yield return Text($"{fault.File}{(fault.Line is null ? "" : Text($":{fault.Line}"))}: {fault.Message}");
        }

        if (result.FaultCount > MaxFaults)
        {
            yield return Text($"… {result.FaultCount - MaxFaults:N0} more faults.");
        }

        yield return result.IsStored
            ? Text($"Stored: {Days(result, BillChange.Added)} new days, {Days(result, BillChange.Restated)} restated, ")
                + Text($"{Days(result, BillChange.Unchanged)} unchanged.")
            : isDryRun
                ? "Nothing is stored: --dry-run."
                : "Nothing is stored, because the delivery is not complete. Earlier bills are unchanged.";
    }

    private static int Days(BillImportResult result, BillChange change) => result.Days.GetValueOrDefault(change);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
