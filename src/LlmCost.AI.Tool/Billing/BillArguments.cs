using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides the command-line options for the file of bills.</summary>
/// <remarks>
/// The file is given by <c>--bills</c> or <c>LLMCOST_BILLS</c>. The default is <c>bills.db</c> in the folder of the ledger, which
/// is given by <c>--ledger</c> or <c>LLMCOST_LEDGER</c>.
/// </remarks>
internal sealed class BillArguments
{
    private const string BillsVariable = "LLMCOST_BILLS";
    private const string LedgerVariable = "LLMCOST_LEDGER";
    private const string FileName = "bills.db";

    private readonly Option<FileInfo?> _bills = new("--bills")
    {
        Description = $"The file of bills. Default: the environment variable {BillsVariable}, or {FileName} in the folder of the "
            + "ledger.",
        HelpName = "FILE",
    };

    private readonly Option<DirectoryInfo?> _ledger = new("--ledger")
    {
        Description = $"The folder of the ledger. Default: the environment variable {LedgerVariable}.",
        HelpName = "FOLDER",
    };

    /// <summary>Adds the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withLedger">True to also add the option <c>--ledger</c>; false for a command that already has it.</param>
    public void Add(Command command, bool withLedger = true)
    {
        command.Options.Add(_bills);
        if (withLedger)
        {
            command.Options.Add(_ledger);
        }
    }

    /// <summary>Returns the path of the file of bills.</summary>
    /// <exception cref="FormatException">Neither the file nor a ledger is given.</exception>
    public string Path(ParseResult result) => Path(result, result.GetValue(_ledger)?.FullName);

    /// <summary>
    /// Returns the path of the file of bills, for a command that has its own option for the folder of the ledger.
    /// </summary>
    /// <exception cref="FormatException">Neither the file nor a ledger is given.</exception>
    public string Path(ParseResult result, string? ledger) =>
        Resolve(result.GetValue(_bills)?.FullName, ledger, Environment.GetEnvironmentVariable);

    /// <summary>Determines the path from the options and environment variables.</summary>
    /// <exception cref="FormatException">Neither the file nor a ledger is given.</exception>
    public static string Resolve(string? bills, string? ledger, Func<string, string?> variable)
    {
        if (bills is not null)
        {
            return bills;
        }

        // A command-line option takes precedence over environment variables.
        if (ledger is null && variable(BillsVariable) is { Length: > 0 } file)
        {
            return System.IO.Path.GetFullPath(file);
        }

        return (ledger ?? variable(LedgerVariable)) is { Length: > 0 } folder
            ? System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, FileName))
            : throw new FormatException(
                $"Pass the file of bills: --bills, {BillsVariable}, or --ledger for {FileName} in the folder of a ledger.");
    }
}
