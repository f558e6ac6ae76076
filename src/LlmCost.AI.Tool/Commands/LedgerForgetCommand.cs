using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger forget</c>, which deletes the records of one user.</summary>
internal static class LedgerForgetCommand
{
    private const string Examples = """
        Deletes the records of all calls with a tag, such as those of one user, from the database and from the archive. Their sums
        per hour, without the tag, are kept, so that totals do not change.

        Examples:
          llmcost ledger forget --config appsettings.json --tag user.id=u-4711
          LlmCost__Ledger__PseudonymKey=… llmcost ledger forget --ledger data/ledger --archive data/archive --tag user.id=u-4711

        To find a value that is stored as a pseudonym, provide the key of the app, LlmCost:Ledger:PseudonymKey. Records that
        were forwarded to a server, exported or backed up are not deleted there.
        """;

    /// <summary>
    /// The environment variable with the key of the pseudonyms. There is no command-line option for the key, because command
    /// lines are visible to other users.
    /// </summary>
    private const string KeyVariable = "LlmCost__Ledger__PseudonymKey";

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var tag = new Option<string>("--tag")
        {
            Description = "The tag and its value, such as user.id=u-4711.",
            HelpName = "NAME=VALUE",
            Required = true,
        };
        var command = new Command("forget", Examples) { tag };
        ledger.AddFolder(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () =>
        {
            var options = ledger.Options(result);
            options.PseudonymKey =
                Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : options.PseudonymKey;
            return RunAsync(options, result.GetRequiredValue(tag), Console.Out, Console.Error, cancellationToken);
        }));
        return command;
    }

    /// <summary>Deletes records.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="FormatException">The tag does not have the form NAME=VALUE.</exception>
    public static async Task<int> RunAsync(
        LedgerOptions options, string tag, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var equals = tag.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == tag.Length - 1)
        {
            throw new FormatException($"--tag is '{tag}'; it must be a name and a value, such as user.id=u-4711.");
        }

        var calls = await LedgerMaintenance.ForgetAsync(options, tag[..equals], tag[(equals + 1)..], cancellationToken);
        await output.WriteLineAsync($"{calls} calls deleted. Their sums are kept.");
        if (options.ArchivePath is null)
        {
            await error.WriteLineAsync("No archive was searched. If the app has one, pass --archive or --config.");
        }

        return ExitCode.Success;
    }
}
