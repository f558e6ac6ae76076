using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides the option for the file of bills.</summary>
internal sealed class BillsArguments
{
    private const string BillsVariable = "LLMCOST_BILLS";
    private const string LedgerVariable = "LLMCOST_LEDGER";
    private const string FileName = "bills.db";

    private readonly Option<FileInfo?> _bills = new("--bills")
    {
        Description = $"The file of bills. Default: {FileName} in the folder of --ledger, the environment variable "
            + $"{BillsVariable}, or {FileName} in the folder of {LedgerVariable}.",
        HelpName = "FILE",
    };

    private readonly Option<DirectoryInfo?> _ledger = new("--ledger")
    {
        Description = "The folder of the ledger.",
        HelpName = "FOLDER",
    };

    /// <summary>Adds the options for the file, of which one is required.</summary>
    public void Add(Command command)
    {
        command.Options.Add(_bills);
        command.Options.Add(_ledger);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_bills) is null && result.GetResult(_ledger) is null
                && Variable(BillsVariable) is null && Variable(LedgerVariable) is null)
            {
                result.AddError("Pass the file of bills: --bills, or --ledger.");
            }
        });
    }

    /// <summary>Returns the path of the file.</summary>
    public string Path(ParseResult result) =>
        result.GetValue(_bills)?.FullName
            ?? (result.GetValue(_ledger) is { } folder ? System.IO.Path.Combine(folder.FullName, FileName) : null)
            ?? Variable(BillsVariable)
            ?? System.IO.Path.Combine(Variable(LedgerVariable)!, FileName);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
