using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost budgets</c>, the parent of the commands for the budgets of an app.</summary>
internal static class BudgetsCommand
{
    public static Command Create() => new("budgets", "Reads and increases the budgets of an app.")
    {
        BudgetsStatusCommand.Create(),
        BudgetsTopCommand.Create(),
        BudgetsIncreaseCommand.Create(),
    };
}
