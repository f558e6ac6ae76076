using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost bills pull</c>, which reads bills from a provider.</summary>
internal static class BillsPullCommand
{
    private const string Examples = """
        Reads the usage and the costs of an organization from a provider, by day, into a file. Days that the
        provider has corrected are replaced. An interrupted pull continues at the same position if it is run again within an
        hour.

        Examples:
          OPENAI_ADMIN_KEY=…          llmcost bills pull openai --ledger data/ledger
          ANTHROPIC_ADMIN_KEY=…       llmcost bills pull anthropic --bills bills.db --month 2026-10
          OPENROUTER_MANAGEMENT_KEY=… llmcost bills pull openrouter --bills bills.db
          AZURE_ACCESS_TOKEN=…        llmcost bills pull azure --bills bills.db --scope subscriptions/00000000-…

        Keys are read from these environment variables only, and are not stored.

        Exit codes: 0 all rows were read, 1 some rows can't be read, 2 the provider or the file can't be used, 3 the provider
        has no data for the period.
        """;

    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = $"The provider: {string.Join(", ", BillSources.Names)}." };
        source.AcceptOnlyFromAmong([.. BillSources.Names]);
        var bills = new BillArguments();
        var month = new Option<string?>("--month") { Description = "A month, such as 2026-11.", HelpName = "MONTH" };
        var from = new Option<string?>("--from")
        {
            Description = "The first day, such as 2026-11-01. Default: the first day of the month before --to.",
            HelpName = "DAY",
        };
        var to = new Option<string?>("--to") { Description = "The last day. Default: today.", HelpName = "DAY" };
        var endpoint = SharedOptions.Address(
            "--endpoint", "The address of the API, for a proxy or a simulated provider.", "http://localhost:5321/v1");
        var scope = new Option<string?>("--scope")
        {
            Description = "Azure: the subscription, resource group or billing account.",
            HelpName = "SCOPE",
        };
        var reports = new Option<string?>("--reports")
        {
            Description = "OpenAI: the reports, separated by commas. Default: all of "
                + $"{string.Join(",", OpenAIBillOptions.AllReports)}.",
            HelpName = "NAMES",
        };
        var analytics = new Option<bool>("--analytics")
        {
            Description = "Anthropic: reads usage and costs by API key from the analytics (beta).",
        };
        var workspace = new Option<string?>("--workspace")
        {
            Description = "OpenRouter: reads the activity of one workspace.",
            HelpName = "ID",
        };
        var again = new Option<bool>("--again") { Description = "Reads all days again, even after an interrupted pull." };
        var json = SharedOptions.Json();
        var command = new Command("pull", Examples) { source };
        bills.Add(command);
        foreach (var option in (Option[])[month, from, to, endpoint, scope, reports, analytics, workspace, again, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(month) is not null && (result.GetResult(from) ?? result.GetResult(to)) is { } other)
            {
                result.AddError($"{other.IdentifierToken?.Value} can't be used with --month.");
            }

            foreach (var (option, owner) in ((Option, string)[])
                [(scope, "azure"), (reports, "openai"), (analytics, "anthropic"), (workspace, "openrouter")])
            {
                if (result.GetResult(option) is not null && result.GetValue(source) != owner)
                {
                    result.AddError($"{option.Name} is an option for {owner} only.");
                }
            }
        });
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => RunAsync(
            new BillPullRequest
            {
                Source = result.GetRequiredValue(source),
                Endpoint = result.GetValue(endpoint),
                Reports = result.GetValue(reports)?
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                UseAnalytics = result.GetValue(analytics),
                Workspace = result.GetValue(workspace),
                Scope = result.GetValue(scope),
            },
            bills.Path(result),
            Period(result.GetValue(month), result.GetValue(from), result.GetValue(to), TimeProvider.System.GetUtcNow()),
            result.GetValue(again),
            result.GetValue(json),
            Environment.GetEnvironmentVariable,
            TimeProvider.System,
            Console.Out,
            Console.Error,
            cancellationToken)));
        return command;
    }

    /// <summary>
    /// Parses the period of the bills. By default, the period starts on the first day of the previous month and ends today.
    /// </summary>
    /// <exception cref="FormatException">An argument is not valid.</exception>
    public static LedgerPeriod Period(string? month, string? from, string? to, DateTimeOffset now)
    {
        var period = PeriodText.Read(month, from, to, now);
        return month is null && from is null ? period with { Start = period.Start.AddMonths(-1) } : period;
    }

    /// <summary>Reads bills from a source into a file.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="FormatException">The key is missing, or an option is not valid.</exception>
    public static async Task<int> RunAsync(
        BillPullRequest request,
        string bills,
        LedgerPeriod period,
        bool again,
        bool json,
        Func<string, string?> variable,
        TimeProvider clock,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        var source = BillSources.Create(request, variable, clock);
        using var resource = source as IDisposable;
        using var store = BillStore.Open(bills);
        var result = await Progress.ShowAsync(
            $"Pulling bills of {request.Source}",
            "days and reports",
            progress => BillPull.RunAsync(
                source,
                store,
                period,
                new BillPullOptions
                {
                    Again = again,
                    TimeProvider = clock,
                    Progress = progress is null ? null : new BucketProgress(progress),
                },
                cancellationToken));
        await output.WriteLineAsync(json ? Json(request.Source, period, result) : Text(request.Source, result));
        foreach (var note in Notes(request.Source, period, result))
        {
            await error.WriteLineAsync(note);
        }

        return result.UnreadableRows > 0 ? ExitCode.SomeInvalid
            : result is { Buckets: 0, ResumedDays: 0 } ? ExitCode.SomeUnpriced
            : ExitCode.Success;
    }

    private static string Text(string source, BillPullResult result)
    {
        var period = result.Covered is { } covered ? $" of {PeriodText.Text(covered)}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{source}: {result.Buckets} days and reports{period}: {result.Added} new, {result.Restated} restated, ")
            + string.Create(CultureInfo.InvariantCulture, $"{result.Unchanged} unchanged; {result.Lines} lines.");
    }

    private static IEnumerable<string> Notes(string source, LedgerPeriod period, BillPullResult result)
    {
        if (result.ResumedDays > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"An interrupted pull was continued: {result.ResumedDays} days had been read before. --again reads them again.");
        }

        if (result is { Buckets: 0, ResumedDays: 0 })
        {
            yield return $"{source} has no data for {PeriodText.Text(period)}."
                + (source is "openrouter" ? " It has data for the last 30 completed days only." : "");
        }
        else if (result.IsEmpty)
        {
            yield return $"{source} returned no lines. Check that the key belongs to the organization that made the calls. "
                + "A key of another organization also returns no lines.";
        }
        else if (result.Covered is { } covered && covered.Start > period.Start && result.ResumedDays is 0)
        {
            yield return $"{source} has no data before {PeriodText.Text(covered)[..10]}.";
        }

        if (result.UnreadableRows > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{result.UnreadableRows} rows can't be read. They are stored unchanged, and are not compared.");
        }
    }

    private static string Json(string source, LedgerPeriod period, BillPullResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("source", source);
            WritePeriod(json, "period", period);
            WritePeriod(json, "covered", result.Covered);
            json.WriteNumber("added", result.Added);
            json.WriteNumber("restated", result.Restated);
            json.WriteNumber("unchanged", result.Unchanged);
            json.WriteNumber("lines", result.Lines);
            json.WriteNumber("unreadable_rows", result.UnreadableRows);
            json.WriteNumber("resumed_days", result.ResumedDays);
            json.WriteBoolean("empty", result.IsEmpty);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WritePeriod(Utf8JsonWriter json, string name, LedgerPeriod? period)
    {
        if (period is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("start", value.Start.UtcDateTime);
        json.WriteString("end", value.End.UtcDateTime);
        json.WriteEndObject();
    }

    private sealed class BucketProgress(IProgress<long> progress) : IProgress<BillPullProgress>
    {
        public void Report(BillPullProgress value) => progress.Report(value.Buckets);
    }
}
