using System.Net;
using System.Text;

namespace LlmCost.AI.Tool;

/// <summary>Writes a reconciliation as a page for stakeholders: a single HTML file, or Markdown.</summary>
internal static class ReconciliationPage
{
    private const string Style = """
        body { font: 15px/1.5 "Segoe UI", Helvetica, Arial, sans-serif; color: #1f2328; }
        body { max-width: 960px; margin: 40px auto; padding: 0 20px; }
        h1 { font-size: 26px; margin-bottom: 4px; } h2 { font-size: 19px; margin-top: 36px; }
        .lead { font-size: 17px; } .muted { color: #57606a; }
        .figures { display: flex; flex-wrap: wrap; gap: 14px; margin: 22px 0; }
        .figure { border: 1px solid #d0d7de; border-radius: 8px; padding: 12px 18px; min-width: 130px; }
        .figure b { display: block; font-size: 21px; font-variant-numeric: tabular-nums; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
        th, td { padding: 6px 10px; border-bottom: 1px solid #d8dee4; text-align: right; white-space: nowrap; }
        th.name, td.name { text-align: left; white-space: normal; } th { color: #57606a; font-weight: 600; }
        .finding { border-left: 4px solid #bf8700; background: #fff8e5; padding: 10px 16px; margin: 12px 0; }
        figure { margin: 0; } figcaption { color: #57606a; font-size: 13px; } svg { max-width: 100%; height: auto; }
        @media print { body { margin: 0; } }
        """;

    /// <summary>Writes the page.</summary>
    public static void Write(
        FileInfo file, CostReconciliation reconciliation, CostReconciliation days, InvoiceAllocation? allocation,
        DateTimeOffset at)
    {
        var isMarkdown = file.Extension.Equals(".md", StringComparison.OrdinalIgnoreCase);
        var page = isMarkdown ? Markdown(reconciliation, allocation, at) : Html(reconciliation, days, allocation, at);
        file.Directory?.Create();
        File.WriteAllText(file.FullName, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <summary>Returns a summary of the reconciliation in a few sentences.</summary>
    public static string Summary(CostReconciliation reconciliation)
    {
        var total = reconciliation.Total;
        if (total.Billed is not { } billed)
        {
            return "There are no final bills for this period.";
        }

        var size = Math.Abs(total.Difference);
        var result = size is 0
            ? $"The bill of {ReconcileText.Money(billed)} USD and the metered cost agree exactly."
            : $"The bill is {ReconcileText.Money(billed)} USD, {ReconcileText.Money(size)} USD "
                + $"({ReconcileText.Drift(total.Drift)}) "
                + $"{(total.Difference > 0 ? "more" : "less")} than the metered cost.";
        return result + (reconciliation.Findings.Count is 0
            ? " No difference needs an explanation."
            : $" {reconciliation.Findings.Count} {(reconciliation.Findings.Count is 1 ? "cause was" : "causes were")} found.");
    }

    private static string Html(
        CostReconciliation reconciliation, CostReconciliation days, InvoiceAllocation? allocation, DateTimeOffset at)
    {
        var page = new StringBuilder();
        var title = $"LLM costs, {PeriodText.Text(reconciliation.Options.Period)}";
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Append(Text(title))
            .Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<h1>").Append(Text(title))
            .Append("</h1>\n<p class=\"muted\">Days and amounts in UTC and USD. As of ").Append(ReconcileText.Time(at))
            .Append(".</p>\n<p class=\"lead\">").Append(Text(Summary(reconciliation))).Append("</p>\n");
        Figures(page, reconciliation);
        page.Append("<h2>Billed and metered by day</h2>\n<figure role=\"img\" aria-label=\"Billed and metered cost of each "
            + "day\">\n")
            .Append(ReconciliationChart.Days(days)).Append("\n<figcaption><span style=\"color:")
            .Append(ReconciliationChart.BilledColor).Append("\">■</span> billed <span style=\"color:")
            .Append(ReconciliationChart.MeteredColor)
            .Append("\">■</span> metered, by day of the month</figcaption>\n</figure>\n");
        if (allocation is not null)
        {
            page.Append("<h2>Who caused it</h2>\n<figure role=\"img\" aria-label=\"Shares of the invoice\">\n")
                .Append(ReconciliationChart.Shares(allocation)).Append("\n</figure>\n");
        }

        foreach (var (heading, header, rows) in Tables(reconciliation, allocation))
        {
            page.Append("<h2>").Append(Text(heading)).Append("</h2>\n<table>\n<tr>");
            AppendCells(page, "th", header);
            page.Append("</tr>\n");
            foreach (var row in rows)
            {
                page.Append("<tr>");
                AppendCells(page, "td", row);
                page.Append("</tr>\n");
            }

            page.Append("</table>\n");
        }

        page.Append("<h2>Why they differ</h2>\n");
        foreach (var finding in reconciliation.Findings)
        {
            page.Append("<div class=\"finding\"><strong>").Append(Text(Heading(finding))).Append("</strong><br>")
                .Append(Text(finding.Message)).Append("<br><span class=\"muted\">Next: ").Append(Text(finding.NextStep))
                .Append("</span></div>\n");
        }

        page.Append(reconciliation.Findings.Count is 0 ? "<p>No difference needs an explanation.</p>\n" : "");
        var notes = ReconcileText.Notes(reconciliation).Concat(allocation?.Notes ?? []).Distinct().ToList();
        page.Append(notes.Count is 0 ? "" : "<h2>Notes</h2>\n<ul>\n");
        notes.ForEach(note => page.Append("<li>").Append(Text(note)).Append("</li>\n"));
        page.Append(notes.Count is 0 ? "" : "</ul>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Figures(StringBuilder page, CostReconciliation reconciliation)
    {
        var total = reconciliation.Total;
        (string Name, string Value)[] figures =
        [
            ("Billed", ReconcileText.Money(total.Billed)), ("Metered", ReconcileText.Money(total.Metered)),
            ("Difference", ReconcileText.Difference(total.Difference)), ("Drift", ReconcileText.Drift(total.Drift)),
        ];
        page.Append("<div class=\"figures\">\n");
        foreach (var (name, value) in figures)
        {
            page.Append("<div class=\"figure\">").Append(Text(name)).Append("<b>").Append(Text(value)).Append("</b></div>\n");
        }

        page.Append("</div>\n");
    }

    private static string Markdown(CostReconciliation reconciliation, InvoiceAllocation? allocation, DateTimeOffset at)
    {
        var page = new StringBuilder();
        page.Append("# LLM costs, ").Append(PeriodText.Text(reconciliation.Options.Period))
            .Append("\n\nDays and amounts in UTC and USD. As of ").Append(ReconcileText.Time(at)).Append(".\n\n")
            .Append(Summary(reconciliation)).Append('\n');
        foreach (var (heading, header, rows) in Tables(reconciliation, allocation))
        {
            page.Append("\n## ").Append(heading).Append("\n\n| ").AppendJoin(" | "
                + "", header.Select(cell => cell.Text)).Append(" |\n| ")
                .AppendJoin(" | ", header.Select(cell => cell.IsName ? "---" : "---:")).Append(" |\n");
            foreach (var row in rows)
            {
                page.Append("| ").AppendJoin(" | ", row.Select(cell => Escape(cell.Text))).Append(" |\n");
            }
        }

        page.Append("\n## Why they differ\n\n");
        foreach (var finding in reconciliation.Findings)
        {
            page.Append("- **").Append(Escape(Heading(finding))).Append("** ").Append(Escape(finding.Message)).Append(" Next: ")
                .Append(Escape(finding.NextStep)).Append('\n');
        }

        page.Append(reconciliation.Findings.Count is 0 ? "No difference needs an explanation.\n" : "");
        foreach (var note in ReconcileText.Notes(reconciliation).Concat(allocation?.Notes ?? []).Distinct())
        {
            page.Append("\n> ").Append(Escape(note)).Append('\n');
        }

        return page.ToString();
    }

    private static IEnumerable<(string Heading, PageCell[] Header, IEnumerable<PageCell[]> Rows)> Tables(
        CostReconciliation reconciliation, InvoiceAllocation? allocation)
    {
        if (allocation is not null)
        {
            yield return (
                $"The invoice by {allocation.Field.Name}",
                [
                    PageCell.Name(allocation.Field.Name), "Calls", "Tokens", "List", "Metered", "Amount", "Share",
                    "Cost per call", "Saved by caching", "Change",
                ],
                allocation.Rows.Select(row => (PageCell[])
                [
                    PageCell.Name(ReconcileText.Name(row)), ReconcileText.Count(row.Calls), ReconcileText.Count(row.Tokens),
                    ReconcileText.Money(row.ListCost), ReconcileText.Metered(row), ReconcileText.Money(row.Amount),
                    ReconcileText.Percent(allocation.Invoice is 0 ? null : row.Amount / allocation.Invoice),
                    ReconcileText.Money(row.Calls is 0 ? null : row.Amount / row.Calls), ReconcileText.Money(row.SavedByCaching),
                    row.EarlierMetered is 0 ? "–" : ReconcileText.Drift((row.Metered / row.EarlierMetered) - 1),
                ]).Append(
                [
                    PageCell.Name("Invoice"), "", "", "", "", ReconcileText.Money(allocation.Invoice), "", "", "", "",
                ]));
        }

        yield return (
            "Coverage and drift",
            [PageCell.Name("Provider"), PageCell.Name("Account"), "Final "
                + "days", "Coverage", "Billed", "Metered", "Drift", "Factor"],
            reconciliation.Accounts.Select(account => (PageCell[])
            [
                PageCell.Name(account.Provider), PageCell.Name(account.Account ?? "–"), ReconcileText.Count(account.FinalDays),
                ReconcileText.Percent(account.Coverage), ReconcileText.Money(account.Billed),
                ReconcileText.Money(account.Metered),
                ReconcileText.Drift(account.Drift), ReconcileText.Factor(account.CorrectionFactor),
            ]));

        var by = reconciliation.Options.By;
        yield return (
            "Comparison",
            [
                .. by.Select(field => PageCell.Name(ReconcileText.Title(field))), "Billed", "Metered", "Difference",
                PageCell.Name("Status"),
            ],
            reconciliation.Rows.Select(row => (PageCell[])
            [
                .. row.Values.Select(value => PageCell.Name(value ?? "–")), ReconcileText.Money(row.Billed),
                (row.UnpricedCalls > 0 ? "≥ " : "") + ReconcileText.Money(row.Metered), ReconcileText.Difference(row.Difference),
                PageCell.Name(ReconcileText.Words(row.Status)),
            ]));
    }

    private static string Heading(ReconciliationFinding finding) =>
        $"{ReconcileText.Difference(finding.Amount)} USD, {ReconcileText.Words(finding.Cause)}: "
            + $"{ReconcileText.Subject(finding)}, "
            + $"{ReconcileText.Days(finding)}.";

    private static void AppendCells(StringBuilder page, string tag, PageCell[] cells)
    {
        foreach (var cell in cells)
        {
            page.Append('<').Append(tag).Append(cell.IsName ? " "
                + "class=\"name\">" : ">").Append(Text(cell.Text)).Append("</").Append(tag)
                .Append('>');
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Escape(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
