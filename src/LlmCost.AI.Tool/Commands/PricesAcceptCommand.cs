using System.CommandLine;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost prices accept</c>: lists the price changes that are held, and accepts them.</summary>
internal static class PricesAcceptCommand
{
    private const string Examples = """
        Accepts price changes that are held; without an id, lists them. Apps that share the folder take them over within seconds.

        Examples:
          llmcost prices accept
          llmcost prices accept openai/gpt-4o@1a2b3c4d
          llmcost prices accept --all
        """;

    public static Command Create()
    {
        var ids = new Argument<string[]>("ids") { Description = "The ids of the changes.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Accepts all that are held." };
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

    /// <summary>Accepts changes.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> ids, bool all, string directory, DateTimeOffset now, IAnsiConsole console)
    {
        var store = new PriceFeedStore(directory);
        var feeds = PriceFeeds.Load(directory);
        var held = feeds.SelectMany(feed => feed.Held).ToList();
        if (ids.Count is 0 && !all)
        {
            Show(held, console);
            console.WriteLine($"{held.Count} changes are held.");
            return ExitCode.Success;
        }

        var accepted = all ? held.Select(change => change.Id).ToList() : ids;
        if (accepted.Except(held.Select(change => change.Id)).FirstOrDefault() is { } unknown)
        {
            throw new FormatException($"No change with the id '{unknown}' is held; 'llmcost prices accept' lists them.");
        }

        // What was held by whatever limits stays held unless it is accepted: so nothing may change here but that.
        store.Accept(accepted);
        var context = PriceFeeds.Context(store, new CostMeteringOptions { MaxPriceChangeFactor = 1, MaxRemovedModelShare = 0 }, now);
        foreach (var feed in feeds)
        {
            feed.Review(context);
        }

        console.WriteLine($"{accepted.Count} changes accepted, {feeds.Sum(feed => feed.Held.Count(change => change.Model is not null))} still held.");
        if (held.Any(change => change.Model is null && accepted.Contains(change.Id)))
        {
            console.WriteLine("A list that was held whole takes effect with the next 'llmcost prices update'.");
        }

        return ExitCode.Success;
    }

    /// <summary>Lists changes.</summary>
    public static void Show(IReadOnlyList<HeldPriceChange> held, IAnsiConsole console)
    {
        if (held.Count is 0)
        {
            return;
        }

        SharedOptions.WidenPipe(console);
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("Held change").NoWrap()).AddColumn("Why");
        foreach (var change in held)
        {
            table.AddRow(Markup.Escape(change.Id), Markup.Escape(change.Reason));
        }

        console.Write(table);
    }
}
