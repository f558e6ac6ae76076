using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger show</c>, which prints the receipt of a call.</summary>
internal static class LedgerShowCommand
{
    private const string Examples = """
        Prints the receipt of a call: its charges with unit prices, and the price list that they come from. Several
        calls can have the same response id.

        Examples:
          llmcost ledger show 01932f6b-8c1e-7a55-9d2f-0c6f3f1c2b3a --ledger data/ledger
          llmcost ledger show chatcmpl-C2q1 --ledger data/ledger
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var id = new Argument<string>("id")
        {
            Description = "The id of the call (CostRecord.Id, which llmcost ledger export prints), or the id that the provider "
                + "assigned to its response.",
        };
        var json = SharedOptions.Json();
        var command = new Command("show", Examples) { id, json };
        ledger.AddLedger(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => ledger.ReadAsync(
            result,
            reader => RunAsync(
                reader,
                result.GetRequiredValue(id),
                result.GetValue(json),
                AnsiConsole.Console,
                Console.Error,
                cancellationToken),
            cancellationToken)));
        return command;
    }

    /// <summary>Prints the receipts of the matching calls.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger, string id, bool asJson, IAnsiConsole console, TextWriter error, CancellationToken cancellationToken)
    {
        List<LedgerCall> calls = Guid.TryParse(id, out var guid)
            && await ledger.FindCallAsync(guid, cancellationToken) is { } found
            ? [found]
            : await ledger.FindCallsAsync(id, cancellationToken).ToListAsync(cancellationToken);
        foreach (var call in calls)
        {
            if (asJson)
            {
                LedgerReceipt.WriteJson(call, console.Profile.Out.Writer);
            }
            else
            {
                LedgerReceipt.Print(call, console);
            }
        }

        if (calls.Count is 0)
        {
            await error.WriteLineAsync(
                $"The ledger has no call {id}. Its record may be past the retention, or in the ledger of another machine.");
            return ExitCode.Unusable;
        }

        return calls.Exists(call => call.Result.IsUnpriced || call.Result.IsPartial)
            ? ExitCode.SomeUnpriced
            : ExitCode.Success;
    }
}
