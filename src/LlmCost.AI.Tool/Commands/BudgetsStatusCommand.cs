using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost budgets status</c>, which lists limits and spending, or the increases of limits.</summary>
internal static class BudgetsStatusCommand
{
    private const string Examples = """
        Lists the limits of budgets, the spent and reserved amounts, and the times at which they are reset. Apps can keep using
        the store.

        Examples:
          llmcost budgets status --config appsettings.json --redis localhost:6379
          llmcost budgets status user-day --scope user=42 --config appsettings.json --redis localhost:6379 --group shop-prod
          llmcost budgets status --increases --config appsettings.json --file /var/lib/shop/budgets

        If the output is not a terminal, it is JSON Lines with amounts as decimal strings.
        """;

    public static Command Create()
    {
        var name = new Argument<string?>("name")
        {
            Description = "The name of the budget. Default: all budgets.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var scope = BudgetStoreArguments.Scope();
        var increases = new Option<bool>("--increases")
        {
            Description = "Lists the increases of limits instead, with their authors, times and reasons.",
        };
        var store = new BudgetStoreArguments();
        var json = SharedOptions.Json();
        var command = new Command("status", Examples) { name, scope, increases };
        store.AddTo(command);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(increases) && result.GetResult(scope) is not null)
            {
                result.AddError("--scope can't be used with --increases.");
            }
        });
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => RunAsync(
            store.Config(result),
            store.Location(result),
            result.GetValue(name),
            result.GetValue(scope) ?? [],
            result.GetValue(increases),
            result.GetValue(json) || Console.IsOutputRedirected,
            TimeProvider.System,
            AnsiConsole.Console,
            cancellationToken)));
        return command;
    }

    /// <summary>Lists limits or increases.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        FileInfo config,
        BudgetStoreLocation store,
        string? name,
        IReadOnlyList<string> scope,
        bool increases,
        bool asJson,
        TimeProvider clock,
        IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        await using var budgets = await AppBudgets.OpenAsync(config, store, isReadOnly: true, clock);
        if (increases)
        {
            BudgetReport.Write(await budgets.GetIncreasesAsync(name, cancellationToken), asJson, console);
        }
        else
        {
            BudgetReport.Write(await budgets.GetStatusAsync(name, scope, cancellationToken), asJson, console);
        }

        return ExitCode.Success;
    }
}
