using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger</c>, which groups the questions to a ledger.</summary>
internal static class LedgerCommand
{
    public static Command Create() => new("ledger", "Answers who spent what, from the ledger of an app.")
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
