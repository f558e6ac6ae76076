using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides the root command <c>llmcost</c> with all its subcommands.</summary>
internal static class LlmCostCommand
{
    public static RootCommand Create() => new(
        "Prices LLM usage exactly. Explains each price, and never guesses one. Reads budgets and ledgers of apps.")
    {
        PriceCommand.Create(),
        ModelsCommand.Create(),
        ExplainCommand.Create(),
        PricesCommand.Create(),
        BudgetsCommand.Create(),
        LedgerCommand.Create(),
        FocusCommand.Create(),
        BillsCommand.Create(),
    };
}
