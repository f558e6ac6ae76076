using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger whatif</c>, which calculates what calls would have cost under other conditions.</summary>
internal static class LedgerWhatIfCommand
{
    private const string Examples = """
        Computes what the calls of a period would have cost with another model, provider, tier or price list, or with caching.

        Examples:
          llmcost ledger whatif --ledger data/ledger --model claude-haiku-4-5 --where feature=chat
          llmcost ledger whatif --ledger data/ledger --tier batch --by feature
          llmcost ledger whatif --ledger data/ledger --month 2026-11 --prices new-prices.json

        Each call is repriced individually. Calls for which the other model has no price are excluded and counted. The exit code
        is 3 if calls are not in the comparison.
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var by = LedgerArguments.By();
        var model = new Option<string?>("--model") { Description = "The other model.", HelpName = "MODEL" };
        var provider = new Option<string?>("--provider")
        {
            Description = "The provider of the other model. Default: the provider of the call, or the maker of the model.",
            HelpName = "PROVIDER",
        };
        var tier = new Option<string?>("--tier") { Description = "The service tier, such as batch or flex.", HelpName = "TIER" };
        var cached = new Option<decimal?>("--cached")
        {
            Description = "The percentage of the input that is read from the provider's prompt cache.",
            HelpName = "PERCENT",
        };
        var prices = SharedOptions.Prices();
        var json = SharedOptions.Json();
        var command = new Command("whatif", Examples) { model, provider, tier, cached, by, prices, json };
        ledger.AddLedger(command);
        ledger.AddPeriod(command);
        ledger.AddFilters(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(model) is null && result.GetResult(provider) is null && result.GetResult(tier) is null
                && result.GetResult(cached) is null && result.GetResult(prices) is null)
            {
                result.AddError("Pass at least one change: --model, --provider, --tier, --cached or --prices.");
            }
        });
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, async () =>
        {
            using var meter = LedgerArguments.Meter(ledger.Config(result), result.GetValue(prices) ?? []);
            return await ledger.ReadAsync(
                result,
                reader => RunAsync(
                    reader,
                    meter,
                    new CostWhatIfOptions
                    {
                        Period = ledger.Period(result, TimeProvider.System),
                        By = LedgerArguments.Fields(result.GetValue(by)),
                        Filters = ledger.Filters(result),
                        Model = result.GetValue(model),
                        Provider = result.GetValue(provider),
                        ServiceTier = result.GetValue(tier),
                        CacheReadShare = result.GetValue(cached) / 100,
                    },
                    result.GetValue(json),
                    AnsiConsole.Console,
                    cancellationToken),
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Writes the comparison.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger,
        CostMeter meter,
        CostWhatIfOptions options,
        bool asJson,
        IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        var answer = await LedgerArguments.AskAsync(() => CostWhatIf.CreateAsync(ledger, meter, options, cancellationToken));
        if (asJson)
        {
            LedgerWhatIfWriter.WriteJson(answer, console.Profile.Out.Writer);
        }
        else
        {
            LedgerWhatIfWriter.WriteTable(answer, console);
        }

        var total = answer.Total;
        return total.ExcludedCalls > 0 || total.UnpricedCalls > 0 || answer.Coverage.DaysWithoutCalls.Count > 0
            ? ExitCode.SomeUnpriced
            : ExitCode.Success;
    }
}
