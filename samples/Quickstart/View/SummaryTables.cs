using System.Globalization;
using SimulatedProvider;
using Spectre.Console;

namespace Quickstart;

/// <summary>Writes the tables at the end of a run. Amounts are not rounded, so each column adds up to its total.</summary>
internal static class SummaryTables
{
    private const int NameWidth = 36;
    private const int CallsWidth = 6;
    private const int TokensWidth = 11;
    private const int CostWidth = 13;

    /// <summary>Writes the tables.</summary>
    public static void Write(IAnsiConsole console, RunSnapshot snapshot, BudgetSummary? budget, BillingLedger? ledger)
    {
        var money = Money.ExactColumn(
        [
            snapshot.Total.Cost,
            .. snapshot.ByModel.Select(line => line.Spend.Cost),
            .. snapshot.ByFeature.Select(line => line.Spend.Cost),
            .. snapshot.ByTokenClass.Select(line => line.Spend.Cost),
        ]);

        var models = snapshot.ByModel.Select(line => (line.Name, (long?)line.Calls, line.Spend));
        var features = snapshot.ByFeature.Select(line => (line.Name, (long?)line.Calls, line.Spend));
        var tokenClasses = snapshot.ByTokenClass.Select(line => (line.Name, (long?)null, line.Spend));
        console.Write(Table("Model", models, snapshot, money));
        console.Write(Table("Feature", features, snapshot, money));
        console.Write(Table("Token class", tokenClasses, snapshot, money));
        console.WriteLine($"{CallsLine(snapshot.Calls)}.");
        console.WriteLine($"Price list version: {snapshot.PriceListVersion}.");

        if (budget is not null)
        {
            console.WriteLine($"{budget.Line()}.");
        }

        if (ledger is not null)
        {
            console.WriteLine(LedgerLine(snapshot, ledger));
        }
    }

    /// <summary>Returns the numbers of calls as one line of text.</summary>
    public static string CallsLine(CallCounts calls) => string.Create(
        CultureInfo.InvariantCulture,
        $"{calls.Total:N0} calls: {calls.Streamed:N0} streamed, {calls.Failed:N0} failed, " +
        $"{calls.Estimated:N0} estimated, {calls.Unpriced:N0} unpriced");

    private static string LedgerLine(RunSnapshot snapshot, BillingLedger ledger)
    {
        var comparison = LedgerComparison.Create(snapshot, ledger);

        return string.Create(
            CultureInfo.InvariantCulture,
            $"Reported tokens: {comparison.Billed:N0} in the provider's ledger, {comparison.Metered:N0} metered, " +
            $"{comparison.Difference:N0} different.");
    }

    private static Table Table(
        string title,
        IEnumerable<(string Name, long? Calls, Spend Spend)> lines,
        RunSnapshot snapshot,
        Func<decimal, string> money)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey), ShowFooters = true }
            .AddColumn(new TableColumn(new Markup($"[bold]{title}[/]")).Width(NameWidth).Footer(new Markup("[bold]Total[/]")))
            .AddColumn(Number("Calls", CallsWidth, Count(snapshot.Calls.Total)))
            .AddColumn(Number("Tokens", TokensWidth, Count(snapshot.Total.Tokens)))
            .AddColumn(Number("USD", CostWidth, money(snapshot.Total.Cost)));

        foreach (var (name, calls, spend) in lines)
        {
            table.AddRow(
                new Text(name),
                new Text(calls is { } count ? Count(count) : ""),
                new Text(Count(spend.Tokens)),
                new Text(money(spend.Cost)));
        }

        return table;
    }

    private static TableColumn Number(string title, int width, string total) =>
        new TableColumn(new Markup($"[bold]{title}[/]"))
            .Width(Math.Max(width, total.Length))
            .RightAligned()
            .NoWrap()
            .Footer(new Markup($"[bold]{total}[/]"));

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
