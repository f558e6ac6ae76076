using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides <c>llmcost ledger export</c>, which prints calls as JSON Lines.</summary>
internal static class LedgerExportCommand
{
    private const string Examples = """
        Prints the calls of a period as JSON Lines, with their ids and charges. Amounts are decimal strings.

        Examples:
          llmcost ledger export --ledger data/ledger --month 2026-11 --where feature=search > calls.jsonl
          llmcost ledger export --ledger data/ledger | jq -s 'sort_by(.cost | tonumber) | last'
        """;

    public static Command Create()
    {
        var ledger = new LedgerArguments();
        var command = new Command("export", Examples);
        ledger.AddLedger(command);
        ledger.AddPeriod(command);
        ledger.AddFilters(command);
        command.SetAction((result, cancellationToken) => SharedOptions.GuardAsync(Console.Error, () => ledger.ReadAsync(
            result,
            reader => RunAsync(
                reader,
                ledger.Period(result, TimeProvider.System),
                ledger.Filters(result),
                Console.Out,
                Console.Error,
                cancellationToken),
            cancellationToken)));
        return command;
    }

    /// <summary>Prints the calls.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ILedgerReader ledger,
        LedgerPeriod period,
        IReadOnlyList<LedgerFilter> filters,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        if (filters.FirstOrDefault(filter => filter.Field.IsPrice) is { } byPrice)
        {
            throw new FormatException($"--where {byPrice.Field} selects charges; an export contains whole calls.");
        }

        await foreach (var call in ledger.ReadCallsAsync(period, cancellationToken))
        {
            if (filters.Count is 0 || LedgerTotal.Of(call) is var total && filters.All(filter => filter.Matches(total)))
            {
                LedgerReceipt.WriteJson(call, output);
            }
        }

        var coverage = await ledger.ReadCoverageAsync(period, cancellationToken);
        if (coverage.DaysWithoutCalls.Count > 0)
        {
            await error.WriteLineAsync(
                $"For {coverage.DaysWithoutCalls.Count} days, the ledger has only sums; their calls are not in the export.");
        }

        if (coverage.Gaps.Count > 0)
        {
            await error.WriteLineAsync(
                $"{coverage.Gaps.Sum(gap => gap.Calls)} calls could not be kept and are not in the export.");
        }

        return coverage.DaysWithoutCalls.Count > 0 || coverage.Gaps.Count > 0 ? ExitCode.SomeUnpriced : ExitCode.Success;
    }
}
