using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>
/// Provides <c>llmcost ledger compact</c>, which closes and archives days and deletes old records. It processes only the files of
/// a ledger to which no app is writing.
/// </summary>
internal static class LedgerCompactCommand
{
    private const string Examples = """
        Computes the sums of ended days, archives their records as Parquet, and deletes records past the retention, in the files
        of the ledger that no app writes. Running apps maintain their own files.

        Examples:
          llmcost ledger compact --config appsettings.json
          llmcost ledger compact --ledger data/ledger --archive data/archive --retention-days 35

        Without --config and --retention-days, nothing is deleted. The exit code is 1 if a day can't be archived; its records
        stay.
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var retention = new Option<int?>("--retention-days")
        {
            Description = "The number of days for which records are stored. Default: LlmCost:Ledger:RetentionDays of --config.",
            HelpName = "DAYS",
        };
        retention.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 2)
            {
                result.AddError("--retention-days must be at least 2.");
            }
        });
        var command = new Command("compact", Examples) { retention };
        ledger.AddFolder(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () =>
        {
            var options = ledger.Options(result);
            options.RetentionDays = result.GetValue(retention)
                ?? (ledger.HasConfig(result) ? options.RetentionDays : int.MaxValue);
            return RunAsync(options, TimeProvider.System, Console.Out, Console.Error, cancellationToken);
        }));
        return command;
    }

    /// <summary>Compacts a ledger.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        LedgerOptions options, TimeProvider clock, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var done = await LedgerMaintenance.CompactAsync(options, clock, cancellationToken);
        await output.WriteLineAsync(
            $"{done.Files} files: {done.ClosedDays} days closed, {done.ArchivedDays} archived, {done.DeletedDays} deleted.");
        if (done.FilesInUse > 0)
        {
            await output.WriteLineAsync($"{done.FilesInUse} files are in use; their apps compact them.");
        }

        foreach (var fault in done.Faults)
        {
            await error.WriteLineAsync(fault);
        }

        return done.Faults.Count > 0 ? ExitCode.SomeInvalid : ExitCode.Success;
    }
}
