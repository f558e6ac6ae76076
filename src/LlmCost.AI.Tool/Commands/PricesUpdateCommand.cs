using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost prices update</c>, which updates price lists and holds changes that look like mistakes.</summary>
internal static class PricesUpdateCommand
{
    private const string Examples = """
        Updates the given price lists, or all lists in the folder.

        A list is validated as a whole before it is saved. Changes that look like mistakes are held until 'llmcost prices accept'
        accepts them. A price that would change by more than --max-factor, or to or from zero, keeps its old value. A list that
        would lose more than --max-dropped-share of its models stays unchanged.

        Examples:
          llmcost prices update https://prices.example.com/data.json
          llmcost prices update --max-factor 3
          llmcost price --prices ~/.local/share/llmcost/feeds < usage.jsonl

        Exit codes: 0 all lists are current, 1 some changes are held, 2 a list can't be downloaded or is not valid.
        """;

    public static Command Create()
    {
        var urls = new Argument<string[]>("urls")
        {
            Description = "Addresses of price lists in the native format or that of genai-prices or LiteLLM. "
                + "Default: all lists in the folder.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var directory = SharedOptions.Directory();
        var defaults = new CostMeteringOptions();
        var factor = new Option<decimal>("--max-factor")
        {
            Description = "The largest factor by which a price may go up or down, 1 or more.",
            HelpName = "FACTOR",
            DefaultValueFactory = _ => defaults.MaxPriceChangeFactor,
        };
        var dropped = new Option<decimal>("--max-dropped-share")
        {
            Description = "The largest share of its models that a list may lose, from 0 to 1.",
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
                result.AddError(
                    $"'{token.Value}' must be an address that begins with https:// and contains no user or password.");
            }
        });
        var command = new Command("update", Examples) { urls, directory, factor, dropped };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(urls) ?? [],
            result.GetRequiredValue(directory).FullName,
            new CostMeteringOptions
            {
                MaxPriceChangeFactor = result.GetValue(factor),
                MaxRemovedModelShare = result.GetValue(dropped),
            },
            TimeProvider.System.GetUtcNow(),
            AnsiConsole.Console,
            cancellationToken));
        return command;
    }

    /// <summary>Updates lists.</summary>
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
                throw new FormatException($"{directory} contains no price lists yet; specify the address of one.");
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
                var allowed = PriceFeeds.Limits(store, limits.MaxPriceChangeFactor, limits.MaxRemovedModelShare);
                var update = feed.UpdateAsync(new PriceFeedDownload(client), allowed, now, cancellationToken);
                if (console.Profile.Out.IsTerminal)
                {
                    await console.Status()
                        .StartAsync($"Downloading from {Markup.Escape(address.Host)} …", _ => update)
                        .ConfigureAwait(false);
                }

                var outcome = await update.ConfigureAwait(false);
                var (how, list) = (outcome.ToString().ToLowerInvariant(), feed.List.InForce!);
                console.WriteLine($"{address}: {how}, {list.Prices.Entries.Count()} models in effect, version {list.Version}");
                PricesAcceptCommand.Show(feed.List.HeldChanges, console);
                return feed.List.HeldChanges.Count > 0 ? ExitCode.SomeInvalid : ExitCode.Success;
            }
            catch (Exception e) when (IsFault(e))
            {
                console.WriteLine(e.Message.StartsWith(PriceFeedSource.NameOf(address), StringComparison.Ordinal)
                    ? e.Message
                    : $"{address}: {e.Message}");
                return ExitCode.Unusable;
            }
        }
    }

    private static bool IsFault(Exception e) => e is FormatException or IOException or UnauthorizedAccessException
        or HttpRequestException or TaskCanceledException or Polly.ExecutionRejectedException;
}
