using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger forecast</c>, which forecasts the cost of the month.</summary>
internal static class LedgerForecastCommand
{
    private const string Examples = """
        Forecasts the cost of the current month: the median (P50), and the range that contains the cost with a probability of
        80 % (P10 to P90).

        Examples:
          llmcost ledger forecast --ledger data/ledger
          llmcost ledger forecast --ledger data/ledger --by feature --budget 500 --growth search=1.3

        The method is the simplest method whose error in the last weeks is close to the smallest. A MASE below 1 is better than
        a repetition of the last week, and "in range" is the share of past days that were within the 80 % range. With --budget,
        the exit code is 3 if the probability of exceeding the budget is more than 50 %. The forecast includes prices of the
        catalog, of --config and of --prices that start later in the month.
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var by = LedgerArguments.By();
        var budget = new Option<decimal?>("--budget") { Description = "The budget of the month in USD.", HelpName = "USD" };
        var growth = new Option<string[]>("--growth")
        {
            Description = "The expected growth of a feature as a factor, such as search=1.3 for 30 % more. Repeatable.",
            HelpName = "FEATURE=FACTOR",
        };
        var prices = SharedOptions.Prices();
        var json = SharedOptions.Json();
        var command = new Command("forecast", Examples) { by, budget, growth, prices, json };
        ledger.AddLedger(command);
        ledger.AddFilters(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, async () =>
        {
            using var meter = LedgerArguments.Meter(ledger.Config(result), result.GetValue(prices) ?? []);
            return await ledger.ReadAsync(
                result,
                reader => RunAsync(
                    reader,
                    new CostForecastOptions
                    {
                        By = LedgerArguments.Fields(result.GetValue(by)),
                        Filters = ledger.Filters(result),
                        Budget = result.GetValue(budget),
                        Growth = (result.GetValue(growth) ?? []).Select(Factor).ToDictionary(),
                        Meter = meter,
                    },
                    result.GetValue(json),
                    AnsiConsole.Console,
                    cancellationToken),
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Writes a forecast.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger,
        CostForecastOptions options,
        bool asJson,
        IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        var forecast = await LedgerArguments.AskAsync(() => CostForecast.CreateAsync(ledger, options, cancellationToken));
        if (asJson)
        {
            LedgerForecastWriter.WriteJson(forecast, console.Profile.Out.Writer);
        }
        else
        {
            LedgerForecastWriter.WriteTable(forecast, console);
        }

        return forecast.Total.MonthEnd is null || forecast.Total.Budget?.ChanceOfExceeding > 0.5
            ? ExitCode.SomeUnpriced
            : ExitCode.Success;
    }

    /// <exception cref="FormatException">The text does not have the form of a feature and a factor.</exception>
    private static KeyValuePair<string, decimal> Factor(string text)
    {
        var parts = text.Split('=', 2);
        return parts.Length is 2 && decimal.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var factor)
            ? KeyValuePair.Create(parts[0].Trim(), factor)
            : throw new FormatException($"--growth '{text}' must be a feature and a factor, such as search=1.3.");
    }
}
