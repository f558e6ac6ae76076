using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost budgets top</c>, which lists the scopes that have spent the most.</summary>
internal static class BudgetsTopCommand
{
    private const int DefaultCount = 10;
    private const int MaxCount = 10_000;

    private const string Examples = """
        Lists the scopes of a split budget, such as users, that have spent the most in the current window.

        Examples:
          llmcost budgets top user-day --config appsettings.json --redis localhost:6379
          llmcost budgets top user-day --unit tokens --count 100 --config appsettings.json --file /var/lib/shop/budgets

        If the output is not a terminal, it is JSON Lines with amounts as decimal strings.
        """;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The name of the budget." };
        var unit = BudgetStoreArguments.Unit();
        var count = new Option<int>("--count")
        {
            Description = $"The maximum number of scopes, from 1 to {MaxCount}.",
            HelpName = "COUNT",
            DefaultValueFactory = _ => DefaultCount,
        };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxCount)
            {
                result.AddError($"--count must be between 1 and {MaxCount}.");
            }
        });
        var store = new BudgetStoreArguments();
        var json = SharedOptions.Json();
        var command = new Command("top", Examples) { name, unit, count };
        store.AddTo(command);
        command.Options.Add(json);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => RunAsync(
            store.Config(result),
            store.Location(result),
            result.GetRequiredValue(name),
            result.GetValue(unit),
            result.GetValue(count),
            result.GetValue(json) || Console.IsOutputRedirected,
            TimeProvider.System,
            AnsiConsole.Console,
            cancellationToken)));
        return command;
    }

    /// <summary>Lists the scopes.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        FileInfo config,
        BudgetStoreLocation store,
        string name,
        string? unit,
        int count,
        bool asJson,
        TimeProvider clock,
        IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        await using var budgets = await AppBudgets.OpenAsync(config, store, isReadOnly: true, clock);
        BudgetReport.Write(await budgets.GetTopAsync(name, unit, count, cancellationToken), asJson, console);
        return ExitCode.Success;
    }
}
