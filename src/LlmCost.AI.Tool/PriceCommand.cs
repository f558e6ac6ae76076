using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost price</c>: prices one usage from options, or JSON Lines.</summary>
internal static class PriceCommand
{
    public static Command Create()
    {
        var prices = new Option<FileInfo[]>("--prices")
        {
            Description = "A file with prices (ours, genai-prices or LiteLLM, recognised by content). Repeatable; only these files are used.",
            HelpName = "FILE",
        };
        var command = new Command("price", "Prices JSON Lines from standard input, one line for one line.") { prices };
        command.SetAction(result => Run(result.GetValue(prices) ?? [], TimeProvider.System, Console.In, Console.OpenStandardOutput(), Console.Error));
        return command;
    }

    /// <summary>Prices every line of the input.</summary>
    /// <param name="prices">The files to price from; none: the embedded catalog.</param>
    /// <param name="clock">The time of requests that don't tell theirs.</param>
    /// <param name="input">JSON Lines.</param>
    /// <param name="output">JSON Lines.</param>
    /// <param name="error">Where trouble with files is told.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<FileInfo> prices, TimeProvider clock, TextReader input, Stream output, TextWriter error)
    {
        Pricer pricer;
        try
        {
            pricer = new Pricer(prices.Count > 0 ? [.. prices.Select(file => PriceListFile.Open(file.FullName))] : [NamedPriceList.Catalog]);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Unusable;
        }

        using var writer = new PriceAnswerWriter(output);
        var exitCode = ExitCode.Success;
        long number = 0;
        while (input.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                writer.Write(pricer.Price(PriceRequestReader.Read(line, clock.GetUtcNow())));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                writer.WriteError(number, e.Message);
                exitCode = ExitCode.SomeInvalid;
            }
        }

        return exitCode;
    }
}
