using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Quickstart;

/// <summary>Defines the command line.</summary>
internal static class QuickstartCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">A delegate that runs the app with the parsed options, and returns the exit code.</param>
    public static RootCommand Create(Func<QuickstartOptions, Task<int>> run)
    {
        var duration = new Option<TimeSpan>("--duration")
        {
            Description = "Duration of the run, such as 30s, 2m, 1h or 00:01:30.",
            CustomParser = ParseDuration,
            DefaultValueFactory = _ => TimeSpan.FromSeconds(30),
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Number of calls started per second.",
            CustomParser = argument =>
                ParseNumber(argument, value => value is > 0 and <= 1_000, "--rate must be above 0 and at most 1000"),
            DefaultValueFactory = _ => 5,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the random calls and simulated answers.",
            DefaultValueFactory = _ => 1,
        };
        var errors = new Option<double>("--errors")
        {
            Description = "Percentage of simulated calls that fail.",
            CustomParser = argument =>
                ParseNumber(argument, value => value is >= 0 and <= 100, "--errors must be from 0 to 100"),
            DefaultValueFactory = _ => 2,
        };
        var json = new Option<bool>("--json") { Description = "Print only one JSON document, at the end of the run." };
        var live = new Option<bool>("--live")
        {
            Description = "Call real providers, which costs money. Calls each provider whose variable is set: OPENAI_API_KEY, " +
                "AZURE_OPENAI_ENDPOINT, ANTHROPIC_API_KEY or OLLAMA_HOST. To use a gateway, set OPENAI_BASE_URL or " +
                "ANTHROPIC_BASE_URL.",
        };

        live.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>() && LiveClients.Problem(Environment.GetEnvironmentVariable) is { } problem)
            {
                result.AddError(problem);
            }
        });

        var budget = new Option<decimal?>("--budget")
        {
            Description = "Limit of the cost in USD. It warns at 50 %, calls cheaper models from 70 %, and refuses calls when "
                + "it is spent.",
        };
        budget.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<decimal?>() is < 0 or > 9_000_000)
            {
                result.AddError("--budget must be from 0 to 9000000.");
            }
        });
        var redis = new Option<string?>("--redis")
        {
            Description = "Address of a Redis server, such as localhost:6379, on which several runs share one budget.",
        };

        var history = new Option<DirectoryInfo?>("--record-history")
        {
            Description = "Instead of making calls, records 60 days of simulated calls in a ledger in this folder, for "
                + "'llmcost ledger report' and 'forecast'.",
            HelpName = "FOLDER",
        };
        var serveBills = new Option<int?>("--serve-bills")
        {
            Description = "With --record-history: afterwards serves the provider's bills for these calls on a loopback port "
                + "until Ctrl+C, for 'llmcost bills pull' and 'reconcile'. Without a port, a free one is used.",
            HelpName = "PORT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        serveBills.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65_535)
            {
                result.AddError("--serve-bills must be a port from 0 to 65535.");
            }
        });
        var unmetered = new Option<bool>("--unmetered")
        {
            Description = "With --serve-bills: also bills the calls of a nightly script that are not metered.",
        };

        var command = new RootCommand("Shows the live cost of the calls of a blog-writing app.")
        {
            duration, rate, seed, errors, json, live, budget, redis, history, serveBills, unmetered,
        };

        command.Validators.Add(result =>
        {
            if (result.GetResult(serveBills) is not null && result.GetResult(history) is null)
            {
                result.AddError("--serve-bills needs --record-history.");
            }
            else if (result.GetValue(unmetered) && result.GetResult(serveBills) is null)
            {
                result.AddError("--unmetered needs --serve-bills.");
            }
        });

        command.SetAction((result, cancellationToken) => result.GetValue(history) is { } folder
            ? HistoryCommand.RunAsync(
                new HistoryOptions(
                    folder,
                    result.GetResult(serveBills) is not null,
                    result.GetValue(serveBills) ?? 0,
                    result.GetValue(unmetered)),
                Console.Out,
                TimeProvider.System,
                cancellationToken)
            : run(new QuickstartOptions(
            result.GetValue(duration),
            result.GetValue(rate),
            result.GetValue(seed),
            result.GetValue(errors),
            result.GetValue(json),
            result.GetValue(live),
            result.GetValue(budget),
            result.GetValue(redis))));

        return command;
    }

    private static TimeSpan ParseDuration(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;

        if (TryParseDuration(text, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        argument.AddError($"--duration must be like 30s, 2m, 1h or 00:01:30, not '{text}'.");
        return default;
    }

    private static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var (number, seconds) = text switch
        {
            [.. var count, 's'] => (count, 1),
            [.. var count, 'm'] => (count, 60),
            [.. var count, 'h'] => (count, 3_600),
            _ => ("", 0),
        };

        if (double.TryParse(number, CultureInfo.InvariantCulture, out var units) && Math.Abs(units) < 1_000_000)
        {
            duration = TimeSpan.FromSeconds(units * seconds);
            return true;
        }

        // TimeSpan.TryParse would parse a plain number as a number of days.
        duration = default;
        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }

    private static double ParseNumber(ArgumentResult argument, Func<double, bool> isInRange, string rule)
    {
        var text = argument.Tokens.Single().Value;

        if (double.TryParse(text, CultureInfo.InvariantCulture, out var number) && isInRange(number))
        {
            return number;
        }

        argument.AddError($"{rule}, not '{text}'.");
        return default;
    }
}
