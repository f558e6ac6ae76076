using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger show</c>, which prints the receipt of a call.</summary>
internal static class LedgerShowCommand
{
    private const string Examples = """
        Prints the receipt of a call: its charges with unit prices, and the price list that they come from.

        Examples:
          llmcost ledger show 01932f6b-8c1e-7a55-9d2f-0c6f3f1c2b3a --ledger data/ledger
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var id = new Argument<Guid>("id")
        {
            Description = "The id of the call: CostRecord.Id. llmcost ledger export prints the ids.",
        };
        var json = SharedOptions.Json();
        var command = new Command("show", Examples) { id, json };
        ledger.AddLedger(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => RunAsync(
            ledger.Open(result),
            result.GetRequiredValue(id),
            result.GetValue(json),
            AnsiConsole.Console,
            Console.Error,
            cancellationToken)));
        return command;
    }

    /// <summary>Prints the receipt.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger, Guid id, bool asJson, IAnsiConsole console, TextWriter error, CancellationToken cancellationToken)
    {
        if (await ledger.FindCallAsync(id, cancellationToken) is not { } call)
        {
            await error.WriteLineAsync(
                $"The ledger has no call {id}. Its record may be past the retention, or in the ledger of another machine.");
            return ExitCode.Unusable;
        }

        if (asJson)
        {
            LedgerReceipt.WriteJson(call, console.Profile.Out.Writer);
        }
        else
        {
            LedgerReceipt.Print(call, console);
        }

        return call.Result.IsUnpriced || call.Result.IsPartial ? ExitCode.SomeUnpriced : ExitCode.Success;
    }
}
