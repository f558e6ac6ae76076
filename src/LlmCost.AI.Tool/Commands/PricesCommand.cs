using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost prices</c>, the parent of the commands that maintain price lists.</summary>
internal static class PricesCommand
{
    public static Command Create() => new("prices", "Maintains price lists.")
    {
        PricesCheckCommand.Create(),
        PricesDiffCommand.Create(),
        PricesUpdateCommand.Create(),
        PricesAcceptCommand.Create(),
    };
}
