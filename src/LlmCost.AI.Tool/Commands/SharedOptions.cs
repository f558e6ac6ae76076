using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides options that several commands share.</summary>
internal static class SharedOptions
{
    private const int WidthOfAPipe = 160;

    public static Option<FileInfo[]> Prices() => new("--prices")
    {
        Description = "A price list in the native format or that of genai-prices or LiteLLM, or a folder of 'prices update'. "
            + "Replaces the embedded catalog and the price files of --config. Repeatable.",
        HelpName = "FILE",
    };

    public static Option<FileInfo?> Config() => new("--config")
    {
        Description = "A JSON file with an app's section LlmCost, such as custom prices, price files, deployments and discounts.",
        HelpName = "FILE",
    };

    public static Option<DirectoryInfo> Directory() => new("--directory")
    {
        Description = "The folder with the lists. Same as LlmCost:Feeds:Directory of an app.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => new DirectoryInfo(new PriceFeedsOptions().Directory),
    };

    /// <summary>
    /// Creates an option for an address. The option has its own parser, because System.CommandLine can't parse addresses.
    /// </summary>
    public static Option<Uri?> Address(string name, string description, string example) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} must be an address such as {example}.");
            return null;
        },
    };

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON." };

    /// <summary>Opens the given price lists, or the embedded catalog if none are given.</summary>
    /// <exception cref="FormatException">A file is not valid. The message contains the name of the file.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IReadOnlyList<PriceList> Open(IReadOnlyCollection<FileInfo>? files) =>
        files is { Count: > 0 } ? [.. files.SelectMany(file => PriceListFile.OpenAll(file.FullName))] : [PriceList.Catalog];

    /// <summary>Sets the width to 160 characters if the output is not a terminal, so that names are not wrapped.</summary>
    public static void WidenPipe(IAnsiConsole console) =>
        console.Profile.Width = console.Profile.Out.IsTerminal ? console.Profile.Width : WidthOfAPipe;

    /// <summary>Runs a command, and writes a message if a file or an option can't be used.</summary>
    /// <returns>The exit code.</returns>
    public static int Guard(TextWriter error, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (IsFault(e))
        {
            error.WriteLine(e.Message);
            return ExitCode.Unusable;
        }
    }

    /// <inheritdoc cref="Guard"/>
    public static async Task<int> GuardAsync(TextWriter error, Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (IsFault(e))
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.Unusable;
        }
    }

    private static bool IsFault(Exception e) =>
        e is FormatException or InvalidDataException or IOException or UnauthorizedAccessException or HttpRequestException
            or BillSourceException;
}
