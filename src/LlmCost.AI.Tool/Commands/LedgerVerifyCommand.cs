using System.CommandLine;
using System.Globalization;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger verify</c>, which checks that a ledger is intact.</summary>
internal static class LedgerVerifyCommand
{
    private const string Examples = """
        Checks each file of a ledger, its sums of closed days against the records, and the archive against the sums. With
        --prometheus, compares the cost of a period, with gaps, with the metric llmcost_usage_cost_total.

        Examples:
          llmcost ledger verify --config appsettings.json
          llmcost ledger verify --ledger data/ledger --archive data/archive
          llmcost ledger verify --ledger data/ledger --prometheus http://localhost:9090 --from 2026-11-01 --to 2026-11-07

        The exit code is 1 if the ledger has faults, and 3 if Prometheus differs by more than the tolerance.
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var prometheus = SharedOptions.Address(
            "--prometheus", "The address of Prometheus, such as http://localhost:9090.", "http://localhost:9090");
        var tolerance = new Option<decimal>("--tolerance")
        {
            Description = "The accepted difference from Prometheus, in percent. Default: 1. Prometheus misses the costs "
                + "between its last scrape and the end of a process.",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command("verify", Examples) { prometheus, tolerance };
        ledger.AddFolder(command);
        ledger.AddPeriod(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, async () =>
        {
            using var client = result.GetValue(prometheus) is { } address ? new HttpClient { BaseAddress = address } : null;
            return await RunAsync(
                ledger.Options(result),
                client,
                ledger.Period(result, TimeProvider.System),
                result.GetValue(tolerance),
                Console.Out,
                Console.Error,
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Checks a ledger.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        LedgerOptions options,
        HttpClient? prometheus,
        LedgerPeriod period,
        decimal tolerance,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        var found = await LedgerMaintenance.VerifyAsync(options, cancellationToken);
        await output.WriteLineAsync(
            $"{found.Files} files, {found.Days} closed days compared with their records, {found.ArchivedDays} with the archive.");
        foreach (var fault in found.Faults)
        {
            await error.WriteLineAsync(fault);
        }

        var isEqual = prometheus is null
            || await CompareAsync(options, prometheus, period, tolerance, output, cancellationToken);
        return found.Faults.Count > 0 ? ExitCode.SomeInvalid : isEqual ? ExitCode.Success : ExitCode.SomeUnpriced;
    }

    private static async Task<bool> CompareAsync(
        LedgerOptions options,
        HttpClient prometheus,
        LedgerPeriod period,
        decimal tolerance,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var ledger = CostLedger.Open(options.Path);
        var coverage = await ledger.ReadCoverageAsync(period, cancellationToken);
        var cost = coverage.Gaps.Sum(gap => gap.Cost);
        await foreach (var total in ledger.ReadTotalsAsync(new() { Period = period }, cancellationToken))
        {
            cost += total.Cost;
        }

        var exported = await PrometheusCost.ReadAsync(prometheus, period, cancellationToken);
        var difference = cost is 0 ? (exported is 0 ? 0 : 100) : (exported - cost) / cost * 100;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{PeriodText.Text(period)}: ledger with gaps {PriceAnswerWriter.Text(cost)} USD, ")
            + string.Create(
                CultureInfo.InvariantCulture, $"Prometheus {exported:0.######} USD ({difference:+0.###;-0.###;0}%)."));
        return Math.Abs(difference) <= tolerance;
    }
}
