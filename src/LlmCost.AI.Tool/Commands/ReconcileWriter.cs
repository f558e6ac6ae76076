using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Writes a reconciliation as tables: first coverage and drift, then the rows, then the causes.</summary>
internal static class ReconcileWriter
{
    public static void Write(CostReconciliation reconciliation, InvoiceAllocation? allocation, IAnsiConsole console)
    {
        SharedOptions.WidenPipe(console);
        console.WriteLine($"{PeriodText.Text(reconciliation.Options.Period)}, UTC, in USD");
        WriteAccounts(reconciliation, console);
        WriteRows(reconciliation, console);
        WriteFindings(reconciliation, console);
        WriteOthers(reconciliation, console);
        if (allocation is not null)
        {
            WriteAllocation(allocation, console);
        }

        foreach (var note in ReconcileText.Notes(reconciliation))
        {
            console.WriteLine(note);
        }
    }

    private static void WriteAccounts(CostReconciliation reconciliation, IAnsiConsole console)
    {
        if (reconciliation.Accounts.Count is 0)
        {
            console.WriteLine("The bills are not final for any day of the period.");
            return;
        }

        var table = Table(["Provider", "Account"], ["Final days", "Coverage", "Billed", "Metered", "Drift", "Factor"]);
        foreach (var account in reconciliation.Accounts)
        {
            table.AddRow(Cells(
                account.Provider, account.Account ?? "–", ReconcileText.Count(account.FinalDays),
                ReconcileText.Percent(account.Coverage) + (account is { IsCoverageOfTokens: true, Coverage: not null } ? " of "
                    + "tokens" : ""),
                ReconcileText.Money(account.Billed), ReconcileText.Money(account.Metered), ReconcileText.Drift(account.Drift),
                ReconcileText.Factor(account.CorrectionFactor)));
        }

        console.Write(table);
    }

    private static void WriteRows(CostReconciliation reconciliation, IAnsiConsole console)
    {
        var by = reconciliation.Options.By;
        var withCalls = !by.Contains(ReconciliationField.Unit);
        var table = Table(
            [.. by.Select(ReconcileText.Title)],
            [
                .. withCalls ? (string[])["Requests", "Calls"] : ["Billed tokens", "Metered tokens"],
                "Billed", "Metered", "Difference", "Quantity", "Price", "One side", "Status",
            ]);
        foreach (var row in reconciliation.Rows)
        {
            table.AddRow(Cells([.. row.Values.Select(value => value ?? "–"), .. Numbers(row, withCalls)]));
        }

        table.AddEmptyRow();
        var label = by.Select((_, i) => i is 0 ? "Total, final" : "");
        table.AddRow(Cells([.. label, .. Numbers(reconciliation.Total, withCalls)]));
        console.Write(table);
    }

    private static IEnumerable<string> Numbers(ReconciliationRow row, bool withCalls)
    {
        yield return ReconcileText.Count(withCalls ? row.BilledRequests : row.BilledTokens);
        yield return ReconcileText.Count(withCalls ? row.MeteredCalls : row.MeteredTokens);
        yield return ReconcileText.Money(row.Billed) + (row.IsGuess ? " ~" : "");
        yield return (row.UnpricedCalls > 0 ? "≥ " : "") + ReconcileText.Money(row.Metered);
        yield return ReconcileText.Difference(row.Difference);
        yield return ReconcileText.Difference(row.QuantityEffect);
        yield return ReconcileText.Difference(row.PriceEffect + row.WithoutQuantity);
        yield return ReconcileText.Difference(row.BillOnly + row.LedgerOnly);
        yield return ReconcileText.Words(row.Status);
    }

    private static void WriteFindings(CostReconciliation reconciliation, IAnsiConsole console)
    {
        if (reconciliation.Findings.Count is 0)
        {
            console.WriteLine("No difference needs an explanation.");
            return;
        }

        foreach (var finding in reconciliation.Findings)
        {
            console.WriteLine();
            console.WriteLine(
                $"{ReconcileText.Difference(finding.Amount)} USD  {ReconcileText.Words(finding.Cause)}: "
                    + $"{ReconcileText.Subject(finding)}, {ReconcileText.Days(finding)}");
            console.WriteLine($"  {finding.Message}");
            console.WriteLine($"  Next: {finding.NextStep}");
        }

        console.WriteLine();
    }

    private static void WriteOthers(CostReconciliation reconciliation, IAnsiConsole console)
    {
        if (reconciliation.OtherLines.Count is 0)
        {
            return;
        }

        var table = Table(["Not compared", "Provider", "Account"], ["Lines", "Amount", "Currency", "USD"]);
        foreach (var other in reconciliation.OtherLines)
        {
            table.AddRow(Cells(
                ReconcileText.Words(other.Kind), other.Provider, other.Account ?? "–", ReconcileText.Count(other.Lines),
                ReconcileText.Money(other.Amount), other.Currency, ReconcileText.Money(other.AmountUsd)));
        }

        console.Write(table);
    }

    private static void WriteAllocation(InvoiceAllocation allocation, IAnsiConsole console)
    {
        var table = Table(
            [$"Invoice by {allocation.Field.Name}"],
            ["Calls", "Tokens", "Metered", .. allocation.IsSpread ? (string[])["Share of the "
                + "rest"] : [], "Amount", "Share", "Saved by caching", "Change"]);
        foreach (var row in allocation.Rows)
        {
            table.AddRow(Cells(
                [
                    ReconcileText.Name(row), ReconcileText.Count(row.Calls), ReconcileText.Count(row.Tokens),
                    ReconcileText.Metered(row),
                    .. allocation.IsSpread ? (string[])[ReconcileText.Money(row.Spread)] : [],
                    ReconcileText.Money(row.Amount),
                    ReconcileText.Percent(allocation.Invoice is 0 ? null : row.Amount / allocation.Invoice),
                    ReconcileText.Money(row.SavedByCaching),
                    row.EarlierMetered is 0 ? "–" : ReconcileText.Drift((row.Metered / row.EarlierMetered) - 1),
                ]));
        }

        table.AddEmptyRow();
        table.AddRow(Cells(
            [
                "Invoice", "", "", "", .. allocation.IsSpread ? (string[])[""] : [],
                ReconcileText.Money(allocation.Invoice), "", "", "",
            ]));
        console.Write(table);
        foreach (var note in allocation.Notes)
        {
            console.WriteLine(note);
        }
    }

    private static Table Table(IReadOnlyList<string> names, IReadOnlyList<string> numbers)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var name in names)
        {
            table.AddColumn(new TableColumn(new Text(name)).NoWrap());
        }

        foreach (var number in numbers)
        {
            table.AddColumn(new TableColumn(new Text(number)).RightAligned().NoWrap());
        }

        return table;
    }

    private static Text[] Cells(params IReadOnlyList<string> texts) => [.. texts.Select(text => new Text(text))];
}
