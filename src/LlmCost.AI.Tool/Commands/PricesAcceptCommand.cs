using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost prices accept</c>, which lists and accepts held price changes.</summary>
internal static class PricesAcceptCommand
{
    private const string Examples = """
        Accepts held price changes. Without an id, lists them. Apps that share the folder apply accepted changes within seconds.

        Examples:
          llmcost prices accept
          llmcost prices accept openai/gpt-4o@1a2b3c4d
          llmcost prices accept --all
        """;

    public static Command Create()
    {
        var ids = new Argument<string[]>("ids") { Description = "The ids of the changes.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Accepts all held changes." };
        var directory = SharedOptions.Directory();
        var command = new Command("accept", Examples) { ids, all, directory };
        command.SetAction(result => SharedOptions.Guard(Console.Error, () => Run(
            result.GetValue(ids) ?? [],
            result.GetValue(all),
            result.GetRequiredValue(directory).FullName,
            TimeProvider.System.GetUtcNow(),
            AnsiConsole.Console)));
        return command;
    }

    /// <summary>Accepts held changes, or lists them.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> ids, bool all, string directory, DateTimeOffset now, IAnsiConsole console)
    {
        var store = new PriceFeedStore(directory);
        var feeds = PriceFeeds.Load(directory);
        var held = feeds.SelectMany(feed => feed.List.HeldChanges).ToList();
        if (ids.Count is 0 && !all)
        {
            Show(held, console);
            console.WriteLine($"{held.Count} changes are held.");
            return ExitCode.Success;
        }

        var accepted = all ? held.Select(change => change.Id).ToList() : ids;
        if (accepted.Except(held.Select(change => change.Id)).FirstOrDefault() is { } unknown)
        {
            throw new FormatException(
                $"No held change has the id '{unknown}'; run 'llmcost prices accept' without an id to list the ids.");
        }

        // The command does not know the limits for which the changes were held. With the strictest limits, only the accepted
        // changes take effect, and all other changes remain held.
        store.Accept(accepted);
        var strictest = PriceFeeds.Limits(store, maxFactor: 1, maxRemovedModelShare: 0);
        foreach (var feed in feeds)
        {
            feed.Review(strictest, now);
        }

        var stillHeld = feeds.Sum(feed => feed.List.HeldChanges.Count(change => change.Model is not null));
        console.WriteLine($"{accepted.Count} changes accepted, {stillHeld} still held.");
        if (held.Any(change => change.Model is null && accepted.Contains(change.Id)))
        {
            console.WriteLine("A list that was held as a whole takes effect with the next 'llmcost prices update'.");
        }

        return ExitCode.Success;
    }

    /// <summary>Lists held changes in a table.</summary>
    public static void Show(IReadOnlyList<HeldPriceChange> held, IAnsiConsole console)
    {
        if (held.Count is 0)
        {
            return;
        }

        SharedOptions.WidenPipe(console);
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn(new TableColumn("Held change").NoWrap())
            .AddColumn("Reason");
        foreach (var change in held)
        {
            table.AddRow(Markup.Escape(change.Id), Markup.Escape(change.Reason));
        }

        console.Write(table);
    }
}
