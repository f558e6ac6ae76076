using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost prices check</c>: checks price lists.</summary>
internal static class PricesCheckCommand
{
    private const string Examples = """
        Checks price lists, and names file, line and key of each fault.

        Example:
          llmcost prices check my-prices.json data.json
        """;

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("files")
        {
            Description = "Price lists of any known format.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("check", Examples) { files };
        command.SetAction(result => Run(result.GetRequiredValue(files), Console.Out));
        return command;
    }

    /// <summary>Checks files.</summary>
    public static int Run(IReadOnlyList<FileInfo> files, TextWriter output)
    {
        var exitCode = ExitCode.Success;
        foreach (var file in files)
        {
            try
            {
                var list = PriceListFile.Open(file.FullName);
                output.WriteLine($"{file}: ok, {list.Prices.Entries.Count()} models");
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                output.WriteLine(e.Message);
                exitCode = ExitCode.Unusable;
            }
        }

        return exitCode;
    }
}
