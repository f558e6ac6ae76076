using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost focus</c>, the parent of the commands for the FOCUS specification.</summary>
internal static class FocusCommand
{
    public static Command Create() => new("focus", "Exports the ledger of an app in the format that FinOps tools read.")
    {
        FocusExportCommand.Create(),
    };
}
