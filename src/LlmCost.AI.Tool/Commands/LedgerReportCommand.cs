using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger report</c>, which adds up the costs of calls by any of their properties.</summary>
internal static class LedgerReportCommand
{
    private const string Examples = """
        Adds up the calls of a period by any of their properties.

        Examples:
          llmcost ledger report --ledger data/ledger --by feature,model
          llmcost ledger report --ledger data/ledger --month 2026-11 --by tag:tenant --top 20 --compare
          llmcost ledger report --ledger data/ledger --from 2026-11-01 --by day --plot
          llmcost ledger report --ledger data/ledger --by unit --where feature=search --csv

        A cost with ≥ is a lower bound, because some of its calls have no known price. The exit code is then 3.
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var by = LedgerArguments.By();
        var top = new Option<int?>("--top")
        {
            Description = "The maximum number of rows. Further rows are added up in one row.",
            HelpName = "COUNT",
        };
        top.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--top must be at least 1.");
            }
        });
        var compare = new Option<bool>("--compare")
        {
            Description = "Compares with the preceding period of the same length, or with the preceding month.",
        };
        var plot = new Option<bool>("--plot") { Description = "Draws a bar for each row." };
        var csv = new Option<bool>("--csv") { Description = "Prints CSV." };
        var json = SharedOptions.Json();
        var command = new Command("report", Examples) { by, top, compare, plot, csv, json };
        ledger.AddLedger(command);
        ledger.AddPeriod(command);
        ledger.AddFilters(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () =>
        {
            var period = ledger.Period(result, TimeProvider.System);
            var query = new LedgerReportQuery
            {
                Period = period,
                By = LedgerArguments.Fields(result.GetValue(by)),
                Filters = ledger.Filters(result),
                Top = result.GetValue(top),
                ComparedWith = result.GetValue(compare) ? PeriodText.Before(period) : null,
            };
            return ledger.ReadAsync(
                result,
                reader => RunAsync(
                    reader,
                    query,
                    result.GetValue(csv) ? ReportFormat.Csv : result.GetValue(json) ? ReportFormat.Json : ReportFormat.Table,
                    result.GetValue(plot),
                    AnsiConsole.Console,
                    cancellationToken),
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Writes a report.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger,
        LedgerReportQuery query,
        ReportFormat format,
        bool plot,
        IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        var report = await LedgerReport.CreateAsync(ledger, query, cancellationToken);
        switch (format)
        {
            case ReportFormat.Csv:
                LedgerReportWriter.WriteCsv(report, console.Profile.Out.Writer);
                break;
            case ReportFormat.Json:
                LedgerReportWriter.WriteJson(report, console.Profile.Out.Writer);
                break;
            default:
                LedgerReportWriter.WriteTable(report, plot, console);
                break;
        }

        return report.Total.IsLowerBound || report.Coverage.Gaps.Count > 0 || report.IsWithoutOldDays
            ? ExitCode.SomeUnpriced
            : ExitCode.Success;
    }
}
