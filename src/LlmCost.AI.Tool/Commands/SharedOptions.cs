using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    private const int WidthOfAPipe = 160;

    public static Option<FileInfo[]> Prices() => new("--prices")
    {
        Description = "A file with prices: ours, genai-prices' or LiteLLM's, recognised by content; or a folder of 'prices update'. Repeatable; then only these files are used.",
        HelpName = "FILE",
    };

    public static Option<FileInfo?> Config() => new("--config")
    {
        Description = "A JSON file with the section LlmCost of an app: prices, price files, deployments, discounts and so on.",
        HelpName = "FILE",
    };

    public static Option<DirectoryInfo> Directory() => new("--directory")
    {
        Description = "The folder that keeps the lists, as LlmCost:Feeds:Directory of an app.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => new DirectoryInfo(new PriceFeedsOptions().Directory),
    };

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON." };

    /// <summary>The price lists that the option names, else the embedded catalog.</summary>
    /// <exception cref="FormatException">A file is not valid; the message names it.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IReadOnlyList<PriceList> Open(IReadOnlyCollection<FileInfo>? files) =>
        files is { Count: > 0 } ? [.. files.SelectMany(file => PriceListFile.OpenAll(file.FullName))] : [PriceList.Catalog];

    /// <summary>A pipe has no width of its own, and nobody wants names cut in two there.</summary>
    public static void WidenPipe(IAnsiConsole console) =>
        console.Profile.Width = console.Profile.Out.IsTerminal ? console.Profile.Width : WidthOfAPipe;

    /// <summary>Runs a command, and tells of a file or an option that can't be used.</summary>
    public static int Guard(TextWriter error, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Unusable;
        }
    }
}
