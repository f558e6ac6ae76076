using System.Globalization;
using Spectre.Console;

namespace Quickstart;

/// <summary>The tables at the end. Nothing in them is rounded, so that each column adds up to its total.</summary>
internal static class SummaryTables
{
    /// <summary>Writes the tables.</summary>
    public static void Write(IAnsiConsole console, CostSnapshot snapshot)
    {
        var money = Money.ExactColumn(
        [
            snapshot.Total.Cost,
            .. snapshot.ByModel.Select(line => line.Spend.Cost),
            .. snapshot.ByFeature.Select(line => line.Spend.Cost),
            .. snapshot.ByTokenClass.Select(line => line.Spend.Cost),
        ]);

        console.WriteLine();
        console.Write(Table("Model", snapshot.ByModel.Select(line => (line.Name, (long?)line.Calls, line.Spend)), snapshot, money));
        console.Write(Table("Feature", snapshot.ByFeature.Select(line => (line.Name, (long?)line.Calls, line.Spend)), snapshot, money));
        console.Write(Table("Token class", snapshot.ByTokenClass.Select(line => (line.Name, (long?)null, line.Spend)), snapshot, money));
        console.WriteLine(CallsLine(snapshot));
    }

    /// <summary>How the calls went, in one line.</summary>
    public static string CallsLine(CostSnapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{snapshot.Calls.Total:N0} calls: {snapshot.Calls.Streamed:N0} streamed, {snapshot.Calls.Failed:N0} failed, " +
        $"{snapshot.Calls.Estimated:N0} estimated, {snapshot.Calls.Unpriced:N0} unpriced");

    private static Table Table(
        string title, IEnumerable<(string Name, long? Calls, Spend Spend)> lines, CostSnapshot snapshot, Func<decimal, string> money)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey), Width = 80, ShowFooters = true }
            .AddColumn(new TableColumn(new Markup($"[bold]{title}[/]")).Footer("[bold]Total[/]"))
            .AddColumn(Number("Calls", Count(snapshot.Calls.Total)))
            .AddColumn(Number("Tokens", Count(snapshot.Total.Tokens)))
            .AddColumn(Number("USD", money(snapshot.Total.Cost)));

        foreach (var (name, calls, spend) in lines)
        {
            table.AddRow(new Text(name), new Text(calls is { } count ? Count(count) : ""), new Text(Count(spend.Tokens)), new Text(money(spend.Cost)));
        }

        return table;
    }

    private static TableColumn Number(string title, string total) =>
        new TableColumn(new Markup($"[bold]{title}[/]")).RightAligned().NoWrap().Footer(new Markup($"[bold]{total}[/]"));

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
