using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost prices diff</c>, which shows the prices that differ between two lists.</summary>
internal static class PricesDiffCommand
{
    /// <summary>If a price changes by more than this factor, the change is most likely a mistake.</summary>
    private const decimal SuspiciousFactor = 10;

    private const string Examples = """
        Shows the prices that differ between two lists of the same format.

        Example:
          llmcost prices diff old.json new.json
        """;

    public static Command Create()
    {
        var before = new Argument<FileInfo>("before") { Description = "The older list." };
        var after = new Argument<FileInfo>("after") { Description = "The newer list." };
        var command = new Command("diff", Examples) { before, after };
        command.SetAction(result => SharedOptions.Guard(Console.Error, () => Run(
            PriceListFile.Open(result.GetRequiredValue(before).FullName),
            PriceListFile.Open(result.GetRequiredValue(after).FullName),
            TimeProvider.System.GetUtcNow(),
            AnsiConsole.Console)));
        return command;
    }

    /// <summary>Shows the differences in a table.</summary>
    public static int Run(PriceList before, PriceList after, DateTimeOffset now, IAnsiConsole console)
    {
        var (old, @new) = (Index(before, now), Index(after, now));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Model", "Rate", "Before", "After", "");
        foreach (var name in old.Keys.Union(@new.Keys).Order(StringComparer.Ordinal))
        {
            if (!@new.TryGetValue(name, out var newPrice))
            {
                table.AddRow(Markup.Escape(name), "", "", "gone", "");
            }
            else if (!old.TryGetValue(name, out var oldPrice))
            {
                table.AddRow(Markup.Escape(name), "", "", "new", "");
            }
            else
            {
                foreach (var (rate, was, @is) in Changes(oldPrice, newPrice))
                {
                    table.AddRow(
                        Markup.Escape(name),
                        rate,
                        PriceAnswerWriter.Text(was) ?? "none",
                        PriceAnswerWriter.Text(@is) ?? "none",
                        Suspicion(was, @is));
                }
            }
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{table.Rows.Count} differences.");
        return ExitCode.Success;
    }

    private static Dictionary<string, ModelPrice> Index(PriceList list, DateTimeOffset now) =>
        list.Prices.Entries
            .Select(entry => (Name: $"{entry.Provider}/{entry.Prices.Name}", Price: entry.Prices.At(now)))
            .Where(entry => entry.Price is not null)
            .DistinctBy(entry => entry.Name)
            .ToDictionary(entry => entry.Name, entry => entry.Price!);

    private static IEnumerable<(string Rate, decimal? Before, decimal? After)> Changes(ModelPrice before, ModelPrice after) =>
        from kind in TokenKinds.All
        where before.Rates[kind] != after.Rates[kind]
        select (kind.ToString(), before.Rates[kind], after.Rates[kind]);

    private static string Suspicion(decimal? before, decimal? after) => (before, after) switch
    {
        (0, > 0) => "was free",
        ( > 0, 0) => "becomes free",
        ( > 0, > 0) when after / before > SuspiciousFactor || before / after > SuspiciousFactor => "more than tenfold",
        _ => "",
    };
}
