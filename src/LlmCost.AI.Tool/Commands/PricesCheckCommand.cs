using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost prices check</c>, which validates price lists.</summary>
internal static class PricesCheckCommand
{
    private const string Examples = """
        Validates price lists, and reports the file, line and key of each error.

        Example:
          llmcost prices check my-prices.json data.json
        """;

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("files")
        {
            Description = "Price lists in the native format or that of genai-prices or LiteLLM.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("check", Examples) { files };
        command.SetAction(result => Run(result.GetRequiredValue(files), Console.Out));
        return command;
    }

    /// <summary>Validates price lists.</summary>
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
