using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    public static Option<FileInfo[]> Prices() => new("--prices")
    {
        Description = "A file with prices: ours, genai-prices' or LiteLLM's, recognised by content. Repeatable; then only these files are used.",
        HelpName = "FILE",
    };

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON." };

    /// <summary>The price lists that the option names, else the embedded catalog.</summary>
    /// <exception cref="FormatException">A file is not valid; the message names it.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static IReadOnlyList<NamedPriceList> Open(IReadOnlyCollection<FileInfo>? files) =>
        files is { Count: > 0 } ? [.. files.Select(file => PriceListFile.Open(file.FullName))] : [NamedPriceList.Catalog];

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
