using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost bills import</c>, which reads bills from files.</summary>
internal static class BillsImportCommand
{
    private const string Examples = """
        Imports bills from files: cloud exports, FOCUS data sets, or CSV of any provider with a column map.

        Examples:
          llmcost bills import cur exports/2026-11 --ledger data/ledger
          llmcost bills import gcp november.jsonl december.jsonl --bills bills.db
          llmcost bills import csv xai.csv --map xai.json --dry-run

        All files and folders are one delivery. It replaces all stored days from its first to its last row, so importing again
        changes nothing. It is stored as a whole. After an interruption, repeat the import: unchanged files that were read to
        their end are not read again. Folders are searched for .csv, .csv.gz and .parquet files; with the format gcp, also for
        .json and .jsonl files.

        Rows of services other than AI are skipped and counted. The exit code is 1 if a row can't be read; it is stored without an
        amount. It is 2 if a file is truncated or lacks a column; nothing is stored in this case.
        """;

    private static readonly Dictionary<string, BillFileFormat> s_formats = new()
    {
        ["cur"] = BillFileFormat.AwsCur,
        ["gcp"] = BillFileFormat.Gcp,
        ["azure"] = BillFileFormat.Azure,
        ["focus"] = BillFileFormat.Focus,
        ["csv"] = BillFileFormat.Csv,
    };

    public static Command Create()
    {
        var bills = new BillArguments();
        var format = new Argument<string>("format")
        {
            Description = $"The format: {string.Join(", ", s_formats.Keys)}.",
            HelpName = string.Join('|', s_formats.Keys),
        };
        var files = new Argument<string[]>("files")
        {
            Description = "Files or folders.",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
        };
        var map = new Option<FileInfo?>("--map")
        {
            Description = "The JSON file with the column map. Required for csv.",
            HelpName = "FILE",
        };
        var scope = new Option<string?>("--scope")
        {
            Description = "The billing account, if there are several and the files do not contain it.",
            HelpName = "ID",
        };
        var allServices = new Option<bool>("--all-services") { Description = "Also stores rows of non-AI services." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only reads the files, and stores nothing." };
        var json = SharedOptions.Json();
        var command = new Command("import", Examples) { format, files, map, scope, allServices, dryRun, json };
        bills.Add(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () =>
        {
            var options = Options(
                result.GetRequiredValue(format),
                result.GetRequiredValue(files),
                result.GetValue(map)) with
            {
                Scope = result.GetValue(scope),
                IncludesAllServices = result.GetValue(allServices),
                IsDryRun = result.GetValue(dryRun),
            };
            var path = bills.Path(result);
            var console = AnsiConsole.Create(new AnsiConsoleSettings());
            SharedOptions.WidenPipe(console);
            return Progress.ShowBarAsync(
                "Importing",
                bar => RunAsync(path, options, bar, console, result.GetValue(json), Console.Out, cancellationToken));
        }));
        return command;
    }

    /// <summary>Returns the import options for a format and its files.</summary>
    /// <exception cref="FormatException">
    /// The format is unknown, its column map is missing, or a column map is passed for a format that has none.
    /// </exception>
    /// <exception cref="InvalidDataException">The column map is not valid.</exception>
    public static BillImportOptions Options(string format, IReadOnlyList<string> files, FileInfo? map)
    {
        var value = s_formats.TryGetValue(format, out var found)
            ? found
            : throw new FormatException($"The format is '{format}'; it must be {string.Join(", ", s_formats.Keys)}.");
        if (value is BillFileFormat.Csv != map is not null)
        {
            throw new FormatException(map is null
                ? "The format csv requires --map: a JSON file that names the columns."
                : $"--map is for the format csv, not for {format}.");
        }

        return new BillImportOptions
        {
            Format = value,
            Paths = files,
            Map = map is null ? null : BillColumnMap.Load(map.FullName),
        };
    }

    /// <summary>Imports files and prints the result.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string path,
        BillImportOptions options,
        IProgress<double>? progress,
        IAnsiConsole console,
        bool asJson,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        using var store = BillStore.Open(path);
        var result = await BillImport.RunAsync(
            store,
            options with { Progress = progress is null ? null : new Share(progress) },
            cancellationToken);
        if (asJson)
        {
            BillsImportWriter.WriteJson(output, result);
        }
        else
        {
            BillsImportWriter.Write(console, result, options.IsDryRun);
        }

        return result.Faults.Any(fault => fault.IsFatal) ? ExitCode.Unusable
            : result.FaultCount > 0 ? ExitCode.SomeInvalid
            : ExitCode.Success;
    }

    /// <summary>Converts progress from bytes to a share of all bytes.</summary>
    private sealed class Share(IProgress<double> progress) : IProgress<BillImportProgress>
    {
        public void Report(BillImportProgress value) =>
            progress.Report(value.TotalBytes is 0 ? 1 : (double)value.BytesRead / value.TotalBytes);
    }
}
