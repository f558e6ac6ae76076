using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger</c>, the parent of the commands for ledgers.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Reports, forecasts and maintains the costs in the ledger of an app.")
    {
        LedgerReportCommand.Create(),
        LedgerShowCommand.Create(),
        LedgerExportCommand.Create(),
        LedgerForecastCommand.Create(),
        LedgerWhatIfCommand.Create(),
        LedgerCompactCommand.Create(),
        LedgerVerifyCommand.Create(),
        LedgerForgetCommand.Create(),
    };
}
