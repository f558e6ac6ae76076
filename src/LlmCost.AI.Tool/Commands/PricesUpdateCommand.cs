using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost prices update</c>: brings price lists up to date, and holds what looks like a mistake.</summary>
internal static class PricesUpdateCommand
{
    private const string Examples = """
        Brings price lists up to date: those that are given, else all that the folder keeps.

        A list is checked whole before it is kept. A price that would change by more than a factor or cross zero keeps its old value, and a list that would lose
        too many models stays as it was, until 'llmcost prices accept' says otherwise.

        Examples:
          llmcost prices update https://prices.example.com/data.json
          llmcost prices update --max-factor 3
          llmcost price --prices ~/.local/share/llmcost/feeds < usage.jsonl

        Exit codes: 0 all is current, 1 some changes are held, 2 a list could not be had or is not valid.
        """;

    public static Command Create()
    {
        var urls = new Argument<string[]>("urls") { Description = "Addresses of price lists of any known format.", Arity = ArgumentArity.ZeroOrMore };
        var directory = SharedOptions.Directory();
        var defaults = new CostMeteringOptions();
        var factor = new Option<decimal>("--max-factor")
        {
            Description = "By how much a price may go up or down, from 1.",
            HelpName = "FACTOR",
            DefaultValueFactory = _ => defaults.MaxPriceChangeFactor,
        };
        var dropped = new Option<decimal>("--max-dropped-share")
        {
            Description = "Which share of its models a list may lose, from 0 to 1.",
            HelpName = "SHARE",
            DefaultValueFactory = _ => defaults.MaxRemovedModelShare,
        };
        factor.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<decimal>() < 1)
            {
                result.AddError("--max-factor must be 1 or more.");
            }
        });
        dropped.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<decimal>() is < 0 or > 1)
            {
                result.AddError("--max-dropped-share must be between 0 and 1.");
            }
        });
        urls.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !PriceFeedsOptionsValidator.TryParse(token.Value, out _)))
            {
                result.AddError($"'{token.Value}' must be an address that begins with https:// and has no user or password in it.");
            }
        });
        var command = new Command("update", Examples) { urls, directory, factor, dropped };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(urls) ?? [],
            result.GetRequiredValue(directory).FullName,
            new CostMeteringOptions { MaxPriceChangeFactor = result.GetValue(factor), MaxRemovedModelShare = result.GetValue(dropped) },
            TimeProvider.System.GetUtcNow(),
            AnsiConsole.Console,
            cancellationToken));
        return command;
    }

    /// <summary>Brings lists up to date.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> urls,
        string directory,
        CostMeteringOptions limits,
        DateTimeOffset now,
        IAnsiConsole console,
        CancellationToken cancellationToken)
    {
        SharedOptions.WidenPipe(console);
        var store = new PriceFeedStore(directory);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddCostMetering().AddPriceFeeds().Services
            .BuildServiceProvider();
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(PriceFeedDownload.ClientName);
        var exitCode = ExitCode.Success;
        try
        {
            var addresses = urls.Count > 0 ? urls.Select(url => new Uri(url)).ToList() : [.. store.Feeds];
            if (addresses.Count is 0)
            {
                throw new FormatException($"{directory} keeps no price lists yet; name the address of one.");
            }

            foreach (var address in addresses)
            {
                exitCode = Math.Max(exitCode, await UpdateAsync(address).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (IsFault(e))
        {
            console.WriteLine(e.Message);
            exitCode = ExitCode.Unusable;
        }

        return exitCode;

        async Task<int> UpdateAsync(Uri address)
        {
            try
            {
                var feed = PriceFeeds.Load(address, store);
                var context = PriceFeeds.Context(store, limits, now);
                var update = feed.UpdateAsync(new PriceFeedDownload(client), context, cancellationToken);
                if (console.Profile.Out.IsTerminal)
                {
                    await console.Status().StartAsync($"Asking {Markup.Escape(address.Host)} …", _ => update).ConfigureAwait(false);
                }

                var outcome = await update.ConfigureAwait(false);
                console.WriteLine($"{address}: {outcome.ToString().ToLowerInvariant()}, {feed.InForce!.Prices.Entries.Count()} models in force, version {feed.InForce.Version}");
                PricesAcceptCommand.Show(feed.Held, console);
                return feed.Held.Count > 0 ? ExitCode.SomeInvalid : ExitCode.Success;
            }
            catch (Exception e) when (IsFault(e))
            {
                console.WriteLine(e.Message.StartsWith(PriceFeedSource.NameOf(address), StringComparison.Ordinal) ? e.Message : $"{address}: {e.Message}");
                return ExitCode.Unusable;
            }
        }
    }

    private static bool IsFault(Exception e) =>
        e is FormatException or IOException or UnauthorizedAccessException or HttpRequestException or TaskCanceledException or Polly.ExecutionRejectedException;
}
