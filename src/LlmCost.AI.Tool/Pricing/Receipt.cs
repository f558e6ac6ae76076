using System.Globalization;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Prints a receipt with the usage and cost of a call.</summary>
internal static class Receipt
{
    /// <summary>Prints a receipt.</summary>
    public static void Print(IAnsiConsole console, PriceAnswer answer)
    {
        var priced = answer.Priced;
        var provider = priced.Match?.Entry.Provider ?? answer.Request.Query.Provider;
        console.MarkupLineInterpolated($"[bold]{answer.Model}[/] {(provider is null ? "" : $"at {provider}")}");

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("unit");
        table.AddColumn(new TableColumn("quantity").RightAligned());
        table.AddColumn(new TableColumn("price in USD").RightAligned());
        table.AddColumn(new TableColumn("USD").RightAligned());
        foreach (var charge in answer.Charges)
        {
            var unit = charge.Kind is null ? charge.Unit : $"{charge.Unit} ({charge.Kind})";
            table.AddRow(
                Markup.Escape(charge.Model is { } model && model != answer.Model ? $"{unit}, {model}" : unit),
                Number(charge.Quantity),
                $"{Number(charge.UnitPrice)} / {Number(charge.Per)}",
                PriceAnswerWriter.Text(charge.Cost)!);
        }

        if (priced.HasCost)
        {
            var total = PriceAnswerWriter.Text(answer.Cost);
            table.AddRow("[bold]total[/]", "", "", $"[bold]{(priced.IsComplete ? "" : "≥ ")}{total}[/]");
            console.Write(table);
        }

        if (answer.Message is { } message)
        {
            console.MarkupLineInterpolated($"[yellow]{message}[/]");
        }

        console.MarkupLineInterpolated($"[grey]{Origin(priced)}[/]");
    }

    private static string Origin(PricedUsage priced) => priced.Source switch
    {
        PriceSource.Provider when priced.HasCost => "cost reported by the provider",
        PriceSource.Configuration when priced.HasCost => "price of the configuration",
        PriceSource.Amortized when priced.HasCost => "share of the monthly cost of the deployment",
        _ => $"prices of {priced.List.Name}, version {priced.List.Version}",
    };

    private static string Number(decimal number) =>
        number.ToString("#,##0.############################", CultureInfo.InvariantCulture);
}
