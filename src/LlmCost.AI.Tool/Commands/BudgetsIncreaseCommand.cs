using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost budgets increase</c>, which increases a limit until a given time.</summary>
internal static class BudgetsIncreaseCommand
{
    private const string Examples = """
        Increases a limit until a time, and prints the new state. Apps that use the same Redis apply it to their next call. The
        store keeps the author, time and reason of the increase; 'llmcost budgets status --increases' lists them.

        Examples:
          llmcost budgets increase company-month 500 --until 2026-12-01T00:00Z --reason "Launch" --config appsettings.json
              --redis localhost:6379 --group shop-prod
          llmcost budgets increase user-day 5 --scope user=42 --until 2026-12-01T00:00Z --reason "Ticket 4711"
              --config appsettings.json --file /var/lib/shop/budgets

        The folder of a file store must not be in use by an app.
        """;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The name of the budget." };
        var amount = new Argument<decimal>("amount") { Description = "The amount, in the unit of the limit." };
        amount.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<decimal>() <= 0)
            {
                result.AddError("The amount must be greater than 0.");
            }
        });
        var until = new Option<DateTimeOffset>("--until")
        {
            Description = "The end of the increase, such as 2026-12-01T00:00Z. Without an offset, it is in local time.",
            HelpName = "TIME",
            Required = true,
        };
        var reason = new Option<string>("--reason")
        {
            Description = "The reason for the increase.",
            HelpName = "TEXT",
            Required = true,
        };
        var actor = new Option<string>("--actor")
        {
            Description = "The person who increases the limit.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Environment.UserName,
        };
        foreach (var option in (Option<string>[])[reason, actor])
        {
            option.Validators.Add(result =>
            {
                if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                {
                    result.AddError($"{option.Name} must not be blank.");
                }
            });
        }

        var scope = BudgetStoreArguments.Scope();
        var unit = BudgetStoreArguments.Unit();
        var store = new BudgetStoreArguments();
        var json = SharedOptions.Json();
        var command = new Command("increase", Examples) { name, amount, until, reason, actor, scope, unit };
        store.AddTo(command);
        command.Options.Add(json);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => RunAsync(
            store.Config(result),
            store.Location(result),
            budgets => budgets.IncreaseAsync(
                result.GetRequiredValue(name),
                result.GetRequiredValue(amount),
                result.GetRequiredValue(until),
                result.GetRequiredValue(actor),
                result.GetRequiredValue(reason),
                result.GetValue(scope) ?? [],
                result.GetValue(unit),
                cancellationToken),
            result.GetValue(json) || Console.IsOutputRedirected,
            TimeProvider.System,
            AnsiConsole.Console)));
        return command;
    }

    /// <summary>Increases a limit and prints its new state.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        FileInfo config,
        BudgetStoreLocation store,
        Func<AppBudgets, Task<BudgetLine>> increase,
        bool asJson,
        TimeProvider clock,
        IAnsiConsole console)
    {
        await using var budgets = await AppBudgets.OpenAsync(config, store, isReadOnly: false, clock);
        BudgetReport.Write([await increase(budgets)], asJson, console);
        return ExitCode.Success;
    }
}
