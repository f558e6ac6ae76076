using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost reconcile</c>, which compares a ledger with the bills and explains the differences.</summary>
internal static class ReconcileCommand
{
    private const string Examples = """
        Compares the ledger with the bills of 'llmcost bills', and names the cause of each difference.

        Examples:
          llmcost reconcile --ledger data/ledger --month 2026-10 --by day,model
          llmcost reconcile --ledger data/ledger --month 2026-10 --check --tolerance 1%
          llmcost reconcile --ledger data/ledger --month 2026-10 --allocate feature --report october.html
          llmcost reconcile --ledger data/ledger --month 2026-10 --close
          LLMCOST_POSTGRESQL='Host=db;…' llmcost reconcile --bills data/bills.db --month 2026-10

        Days that are not final on the bill are pending and not part of the total. With --check, the exit code is 3 if the total
        is outside the tolerance, or if something is pending or has no price.
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var bills = new BillArguments();
        var by = new Option<string?>("--by")
        {
            Description = "Fields separated by commas: day, provider, account, model, unit. Default: provider,model.",
            HelpName = "FIELDS",
        };
        var tolerance = new Option<string?>("--tolerance")
        {
            Description = "The tolerance of a row as a share of the billed amount. Default: 1%.",
            HelpName = "PERCENT",
        };
        var totalTolerance = new Option<string?>("--total-tolerance")
        {
            Description = "The tolerance of the total. Default: 0.5%.",
            HelpName = "PERCENT",
        };
        var rates = Pairs("--rate", "An exchange rate in USD, such as EUR=1.08. Repeatable.", "CURRENCY=RATE");
        var models = Pairs("--model", "A model of the bill and its name in the ledger. Repeatable.", "BILLED=OURS");
        var accounts = Pairs("--account", "An account of the bill and its name in the ledger. Repeatable.", "BILLED=OURS");
        var allocate = new Option<string?>("--allocate")
        {
            Description = "Splits the invoice by a field of the ledger, such as feature, service or tag:tenant.",
            HelpName = "FIELD",
        };
        var spread = new Option<bool>("--spread")
        {
            Description = "With --allocate: spreads unmetered costs in proportion to the metered costs of each account.",
        };
        var report = new Option<FileInfo?>("--report")
        {
            Description = "Writes a page for stakeholders: HTML or, if the name ends with .md, Markdown.",
            HelpName = "FILE",
        };
        var propose = new Option<DirectoryInfo?>("--propose-prices")
        {
            Description = "Writes the prices that the bill implies as price lists into a folder. They are not used "
                + "automatically.",
            HelpName = "FOLDER",
        };
        var check = new Option<bool>("--check") { Description = "Exits with 3 if the total is outside the tolerance." };
        var close = new Option<bool>("--close")
        {
            Description = "Freezes the bills of --month, so that its comparison does not change.",
        };
        var json = SharedOptions.Json();
        var command = new Command("reconcile", Examples)
        {
            by, tolerance, totalTolerance, rates, models, accounts, allocate, spread, report, propose, check, close, json,
        };
        ledger.AddLedger(command);
        ledger.AddPeriod(command);
        bills.Add(command, withLedger: false);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () =>
        {
            var defaults = new ReconciliationOptions { Period = ledger.Period(result, TimeProvider.System) };
            var request = new ReconcileRequest
            {
                Options = defaults with
                {
                    By = Fields(result.GetValue(by)) ?? defaults.By,
                    Tolerance = Share(tolerance, result) ?? defaults.Tolerance,
                    TotalTolerance = Share(totalTolerance, result) ?? defaults.TotalTolerance,
                    ExchangeRates = PairText.Rates(rates.Name, result.GetValue(rates)),
                    Models = PairText.Read(models.Name, result.GetValue(models)),
                    Accounts = PairText.Read(accounts.Name, result.GetValue(accounts)),
                },
                Allocate = result.GetValue(allocate) is { } field ? LedgerArguments.Fields(field) is [var one]
                    ? one
                    : throw new FormatException("--allocate requires exactly one field.")
                    : null,
                IsSpread = result.GetValue(spread),
                Report = result.GetValue(report),
                ProposePrices = result.GetValue(propose),
                Check = result.GetValue(check),
                Close = result.GetValue(close),
                IsJson = result.GetValue(json),
            };
            var path = bills.Path(result, ledger.FindFolder(result));
            return ledger.ReadAsync(
                result,
                reader => RunAsync(reader, path, request, TimeProvider.System, AnsiConsole.Console, cancellationToken),
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Compares a ledger with bills.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="IOException">There are no bills.</exception>
    public static async Task<int> RunAsync(
        ILedgerReader ledger, string bills, ReconcileRequest request, TimeProvider clock, IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(bills))
        {
            throw new IOException($"There are no bills in {bills}. Read some first: llmcost bills pull, or llmcost bills "
                + $"import.");
        }

        using var store = BillStore.Open(bills);
        var options = request.Options with { At = clock.GetUtcNow() };
        if (request.Close)
        {
            Close(store, options, console);
        }

        var reconciliation = await LedgerArguments.AskAsync(
            () => CostReconciliation.CreateAsync(ledger, store, options, cancellationToken));
        var allocation = request.Allocate is { } field
            ? await LedgerArguments.AskAsync(
                () => InvoiceAllocation.CreateAsync(ledger, store, options, field, request.IsSpread, cancellationToken))
            : null;
        if (request.IsJson)
        {
            ReconcileJson.Write(reconciliation, allocation, console.Profile.Out.Writer);
        }
        else
        {
            ReconcileWriter.Write(reconciliation, allocation, console);
        }

        if (request.Report is { } report)
        {
            var days = await CostReconciliation.CreateAsync(
                ledger, store, options with { By = [ReconciliationField.Day] }, cancellationToken);
            ReconciliationPage.Write(report, reconciliation, days, allocation, options.At.Value);
            await Console.Error.WriteLineAsync($"Written: {report.FullName}");
        }

        if (request.ProposePrices is { } folder)
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            var paths = PriceProposalFile.Write(folder, reconciliation.PriceProposals, options.Period, today);
            await Console.Error.WriteLineAsync(
                paths.Count is 0 ? "The bill implies no different prices." : $"Written: {string.Join(", ", paths)}");
        }

        return request.Check && !reconciliation.IsWithinTolerance ? ExitCode.SomeUnpriced : ExitCode.Success;
    }

    private static void Close(BillStore store, ReconciliationOptions options, IAnsiConsole console)
    {
        var start = options.Period.Start;
        if (start.Day is not 1 || start.AddMonths(1) != options.Period.End)
        {
            throw new FormatException("--close needs --month.");
        }

        if (options.At < options.Period.End)
        {
            throw new FormatException("--close needs a month that is over.");
        }

        console.WriteLine(store.CloseMonth(start.Year, start.Month, options.At!.Value)
            ? $"{PeriodText.Text(options.Period)} is closed. Later observations of its bills are stored separately."
            : $"{PeriodText.Text(options.Period)} was already closed.");
    }

    private static Option<string[]> Pairs(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };

    private static decimal? Share(Option<string?> option, ParseResult result) =>
        result.GetValue(option) is { } text ? PairText.Share(option.Name, text) : null;

    private static IReadOnlyList<ReconciliationField>? Fields(string? text) => text is null
        ? null
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
            Enum.TryParse<ReconciliationField>(name, ignoreCase: true, out var field) && !char.IsDigit(name[0])
                ? field
                : throw new FormatException($"--by '{name}' is not a field; it must be day, provider, account, model or unit."))];
}
