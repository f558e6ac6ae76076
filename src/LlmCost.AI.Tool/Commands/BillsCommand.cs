using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost bills</c>, the parent of the commands for the bills of providers and clouds.</summary>
internal static class BillsCommand
{
    public static Command Create() => new("bills", "Reads the bills of providers and clouds into a file.")
    {
        BillsPullCommand.Create(),
        BillsImportCommand.Create(),
    };
}
