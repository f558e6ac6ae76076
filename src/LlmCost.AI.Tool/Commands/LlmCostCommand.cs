using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost</c> itself, with all its commands.</summary>
internal static class LlmCostCommand
{
    public static RootCommand Create() => new("Prices LLM usage: exact, explained, and never guessed.")
    {
        PriceCommand.Create(),
        ModelsCommand.Create(),
        ExplainCommand.Create(),
        PricesCommand.Create(),
    };
}
