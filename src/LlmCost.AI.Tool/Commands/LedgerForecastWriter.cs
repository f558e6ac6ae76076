using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Writes a forecast as a table that includes the coming days, or as JSON Lines with amounts as strings.</summary>
internal static class LedgerForecastWriter
{
    private const int BarWidth = 40;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteTable(CostForecast forecast, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        console.WriteLine($"Forecast of {forecast.Month.Start:yyyy-MM}, as of {forecast.At:yyyy-MM-dd HH:mm}, UTC, in USD");
        var hasGroups = forecast.Series.Count > 0;
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn(hasGroups ? "Calls of" : "").NoWrap());
        foreach (var header in (string[])["Spent", "P10", "P50", "P90"])
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("Method").NoWrap());
        table.AddColumn(new TableColumn("MASE").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("In range").RightAligned().NoWrap());
        foreach (var series in forecast.Series)
        {
            AddRow(table, string.Join(" / ", series.Values.Select(value => value ?? "–")), series);
        }

        if (hasGroups)
        {
            table.AddEmptyRow();
        }

        AddRow(table, hasGroups ? "Total (independent)" : "All calls", forecast.Total);
        console.Write(table);
        WriteDays(forecast.Total, console);
        WriteBudget(forecast.Total, console);
        if (forecast.Difference is { } difference)
        {
            console.WriteLine($"Total minus the sum of the groups: {Money(difference)} USD.");
        }

        foreach (var note in forecast.Notes.Concat(forecast.Total.Notes).Distinct())
        {
            console.WriteLine(note);
        }
    }

    public static void WriteJson(CostForecast forecast, TextWriter output)
    {
        foreach (var series in forecast.Series)
        {
            WriteJson(forecast, series, "series", output);
        }

        WriteJson(forecast, forecast.Total, "total", output);
    }

    private static void AddRow(Table table, string name, SeriesForecast series) => table.AddRow(
        new Text(name),
        new Text(Money(series.Spent)),
        new Text(series.MonthEnd?.P10 is { } low ? Money(low) : "–"),
        new Text(series.MonthEnd is { } end ? Money(end.P50) : "–"),
        new Text(series.MonthEnd?.P90 is { } high ? Money(high) : "–"),
        new Text(Method(series)),
        new Text(series.Backtest?.Mase is { } mase ? mase.ToString("0.00", CultureInfo.InvariantCulture) : "–"),
        new Text(series.Backtest is { } backtest ? Percent(backtest.Coverage) : "–"));

    private static void WriteDays(SeriesForecast series, IAnsiConsole console)
    {
        if (series.Days.Count is 0)
        {
            return;
        }

        var most = series.Days.Max(day => day.Cost.P90 ?? day.Cost.P50);
        if (most <= 0)
        {
            return;
        }

        console.WriteLine("Days ahead: █ to P50, ░ to P90");
        foreach (var day in series.Days)
        {
            var (middle, high) = (Cells(day.Cost.P50), Cells(day.Cost.P90 ?? day.Cost.P50));
            console.WriteLine(
                $"{day.Day:yyyy-MM-dd}  {new string('█', middle)}{new string('░', high - middle)} {Money(day.Cost.P50)}");
        }

        int Cells(decimal cost) => (int)Math.Round(BarWidth * Math.Max(0, cost) / most);
    }

    private static void WriteBudget(SeriesForecast series, IAnsiConsole console)
    {
        if (series.Budget is not { } budget)
        {
            return;
        }

        var chance = budget.ChanceOfExceeding is { } value
            ? $"{Percent(value)} chance of exceeding it"
            : "the chance of exceeding it is unknown";
        var end = budget.ExhaustedOn is { } day ? $"used up on {day:yyyy-MM-dd}" : "it lasts for the month";
        console.WriteLine(
            $"Budget {Money(budget.Amount)} USD: {chance}, {end}, {Money(budget.HeadroomPerDay)} USD left per day.");
    }

    private static void WriteJson(CostForecast forecast, SeriesForecast series, string row, TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("row", row);
            json.WriteString("month", forecast.Month.Start.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            json.WriteStartArray("values");
            foreach (var value in series.Values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
            json.WriteString("spent", PriceAnswerWriter.Text(series.Spent));
            WriteRange(json, series.MonthEnd);
            json.WriteString("method", Method(series));
            WriteNumber(json, "mase", series.Backtest?.Mase);
            WriteNumber(json, "coverage", series.Backtest?.Coverage);
            if (series.Budget is { } budget)
            {
                json.WriteString("budget", PriceAnswerWriter.Text(budget.Amount));
                WriteNumber(json, "chance_of_exceeding", budget.ChanceOfExceeding);
                json.WriteString("exhausted_on", budget.ExhaustedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteString("headroom_per_day", PriceAnswerWriter.Text(budget.HeadroomPerDay));
            }

            json.WriteStartArray("days");
            foreach (var day in series.Days)
            {
                json.WriteStartObject();
                json.WriteString("day", day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                WriteRange(json, day.Cost);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (var note in series.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteRange(Utf8JsonWriter json, ForecastRange? range)
    {
        json.WriteString("p10", PriceAnswerWriter.Text(range?.P10));
        json.WriteString("p50", PriceAnswerWriter.Text(range?.P50));
        json.WriteString("p90", PriceAnswerWriter.Text(range?.P90));
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Method(SeriesForecast series) => series.Method switch
    {
        ForecastMethod.SeasonalNaive => "last week",
        ForecastMethod.WeekPace => "week pace",
        ForecastMethod.HoltWinters => series.IsLogarithmic ? "Holt-Winters, log" : "Holt-Winters",
        ForecastMethod.Median => "median",
        _ => "too little data",
    };

    private static string Money(decimal value) => value.ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
