using System.CommandLine;
using System.Globalization;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost focus export</c>, which writes the charges of a ledger as a FOCUS data set.</summary>
internal static class FocusExportCommand
{
    private const string Examples = """
        Writes the charges of a period as a FOCUS data set: one row per unit, price and day.

        Examples:
          llmcost focus export --ledger data/ledger --month 2026-10 --billing-account acme --output focus.csv
          llmcost focus export --ledger data/ledger --month 2026-10 --billing-account acme --spec 1.4 --by-hour > focus.csv

        BilledCost is 0, because the file is not an invoice; EffectiveCost is the metered cost. Calls without a known price are
        left out. The exit code is 3 if calls are left out or the ledger has gaps.
        """;

    private static readonly Dictionary<string, FocusVersion> s_versions = new()
    {
        ["1.2"] = FocusVersion.V12,
        ["1.3"] = FocusVersion.V13,
        ["1.4"] = FocusVersion.V14,
    };

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var spec = Option("--spec", "The version of the specification: 1.2 (default), 1.3 or 1.4.", "VERSION", "1.2");
        var format = Option("--format", "The format: csv (default) or parquet.", "FORMAT", "csv");
        var billed = Option(
            "--billed-cost",
            "The content of BilledCost: zero (default), or metered for tools that do not read the provider's invoice.",
            "VALUE",
            "zero");
        var account = new Option<string>("--billing-account")
        {
            Description = "The id of the billing account: any text that you choose, which must be the same in all exports.",
            HelpName = "ID",
            Required = true,
        };
        var name = new Option<string?>("--billing-account-name") { Description = "The name of that account.", HelpName = "NAME" };
        var output = new Option<FileInfo?>("--output")
        {
            Description = "The file to write. Default: standard output.",
            HelpName = "FILE",
        };
        var byHour = new Option<bool>("--by-hour") { Description = "Divides the charges by hour instead of day." };
        var byTags = new Option<bool>("--by-tags") { Description = "Divides the charges by the tags that the ledger keeps." };
        var command = new Command("export", Examples) { account, name, spec, format, billed, byHour, byTags, output };
        ledger.AddLedger(command);
        ledger.AddPeriod(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () =>
        {
            var options = new FocusExportOptions
            {
                BillingAccountId = result.GetRequiredValue(account) is var id && !string.IsNullOrWhiteSpace(id)
                    ? id
                    : throw new FormatException("--billing-account is empty; it must be the id of the account that is billed."),
                BillingAccountName = result.GetValue(name),
                Period = ledger.Period(result, TimeProvider.System),
                Version = Version(result.GetRequiredValue(spec)),
                Format = Value<FocusFormat>("--format", result.GetRequiredValue(format)),
                BilledCost = Value<FocusBilledCost>("--billed-cost", result.GetRequiredValue(billed)),
                ByHour = result.GetValue(byHour),
                ByTags = result.GetValue(byTags),
            };
            var file = result.GetValue(output);
            if (file is null && options.Format is FocusFormat.Parquet && !Console.IsOutputRedirected)
            {
                throw new FormatException("Parquet is not text. Pass --output.");
            }

            return ledger.ReadAsync(
                result,
                reader => RunAsync(reader, options, file, Console.OpenStandardOutput, Console.Error, cancellationToken),
                cancellationToken);
        }));
        return command;
    }

    /// <summary>Exports the charges of a ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="options">The options.</param>
    /// <param name="file">The file to write, or <see langword="null"/> for the standard output.</param>
    /// <param name="openOutput">A delegate that opens the standard output.</param>
    /// <param name="error">The writer that receives the number of rows and notes on missing costs.</param>
    /// <param name="cancellationToken">A token that cancels the operation.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger,
        FocusExportOptions options,
        FileInfo? file,
        Func<Stream> openOutput,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        FocusExportResult result;
        if (file is null)
        {
            await using var output = openOutput();
            result = await FocusExport.WriteAsync(ledger, options, output, cancellationToken);
        }
        else
        {
            result = await WriteAsync(ledger, options, file, cancellationToken);
        }

        foreach (var line in Lines(result))
        {
            await error.WriteLineAsync(line);
        }

        return result.IsComplete ? ExitCode.Success : ExitCode.SomeUnpriced;
    }

    /// <summary>Parses a version of the specification.</summary>
    /// <exception cref="FormatException">The version is not supported.</exception>
    public static FocusVersion Version(string text) => s_versions.TryGetValue(text, out var version)
        ? version
        : throw new FormatException($"--spec is '{text}'; it must be {string.Join(", ", s_versions.Keys)}.");

    /// <summary>Writes a file. If the export fails, no incomplete file remains.</summary>
    private static async Task<FocusExportResult> WriteAsync(
        ILedgerReader ledger, FocusExportOptions options, FileInfo file, CancellationToken cancellationToken)
    {
        if (Directory.Exists(file.FullName) || !Directory.Exists(file.DirectoryName))
        {
            throw new FormatException($"--output is {file.FullName}; it must be a file in a folder that exists.");
        }

        var path = $"{file.FullName}.partial";
        try
        {
            FocusExportResult result;
            await using (var output = File.Create(path))
            {
                result = await FocusExport.WriteAsync(ledger, options, output, cancellationToken);
            }

            File.Move(path, file.FullName, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<string> Lines(FocusExportResult result)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{result.Rows:N0} rows, {PriceAnswerWriter.Text(result.EffectiveCost)} USD.");
        if (result.UnpricedCalls > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{result.UnpricedCalls:N0} calls have no known price and are left out.");
        }

        if (result.PartialCalls > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"The cost of {result.PartialCalls:N0} calls does not include all of their usage.");
        }

        foreach (var day in result.Gaps.GroupBy(gap => DateOnly.FromDateTime(gap.Start.UtcDateTime)).OrderBy(day => day.Key))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{day.Key:yyyy-MM-dd}: {day.Sum(gap => gap.Calls):N0} calls with ")
                + $"{PriceAnswerWriter.Text(day.Sum(gap => gap.Cost))} USD could not be kept and are left out.";
        }

        foreach (var day in result.MissingDays)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{day:yyyy-MM-dd} is left out, because the ledger has only sums without hours and tags.");
        }
    }

    private static Option<string> Option(string name, string description, string helpName, string value) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
    };

    private static T Value<T>(string option, string text)
        where T : struct, Enum => Enum.GetNames<T>().FirstOrDefault(
            name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
        ? Enum.Parse<T>(name)
        : throw new FormatException(
            $"{option} is '{text}'; it must be {string.Join(" or ", Enum.GetNames<T>()).ToLowerInvariant()}.");
}
