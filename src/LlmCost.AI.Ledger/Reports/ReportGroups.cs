namespace LlmCost.AI;

/// <summary>Groups sums of a ledger by the fields of a report.</summary>
internal sealed class ReportGroups(IReadOnlyList<LedgerField> fields)
{
    private const char Separator = '\u001f';

    private static readonly HashSet<string> s_times = ["month", "day", "hour"];

    private readonly Dictionary<string, LedgerReportRow> _rows = new(StringComparer.Ordinal);

    public static async Task<ReportGroups> ReadAsync(
        ILedgerReader ledger, LedgerReportQuery query, LedgerPeriod period, CancellationToken cancellationToken)
    {
        var fields = AllFields(query).ToList();
        var groups = new ReportGroups(query.By);
        var shift = query.Period.Start - period.Start;
        var totals = ledger.ReadTotalsAsync(
            new LedgerTotalsQuery
            {
                Period = period,
                ByHour = fields.Exists(field => field.IsHour),
                ByTags = fields.Exists(field => field.IsTag),
                ByPrice = fields.Exists(field => field.IsPrice),
            },
            cancellationToken);
        await foreach (var total in totals.ConfigureAwait(false))
        {
            if (query.Filters.All(filter => filter.Matches(total)))
            {
                // Days of an earlier period are shown next to the corresponding days of the report's period.
                groups.Add(shift == TimeSpan.Zero ? total : total with { Start = total.Start + shift });
            }
        }

        return groups;
    }

    /// <summary>Returns true if a query can't be answered from the daily sums.</summary>
    public static bool NeedsCalls(LedgerReportQuery query) => AllFields(query).Any(field => field.IsHour || field.IsTag);

    public static LedgerReportRow Sum(IReadOnlyList<LedgerReportRow> rows) => rows.Aggregate(
        new LedgerReportRow { Values = [] },
        (sum, row) => Add(sum, row) with { EarlierCost = Add(sum.EarlierCost, row.EarlierCost) });

    public void AddEarlier(ReportGroups earlier)
    {
        foreach (var (key, row) in earlier._rows)
        {
            _rows.TryGetValue(key, out var now);
            _rows[key] = (now ?? new LedgerReportRow { Values = row.Values }) with { EarlierCost = row.Cost };
        }

        foreach (var (key, row) in _rows)
        {
            _rows[key] = row with { EarlierCost = row.EarlierCost ?? 0 };
        }
    }

    /// <summary>Returns the rows, ordered by time if they are grouped by time, and by cost otherwise.</summary>
    public List<LedgerReportRow> Rows()
    {
        var byCost = _rows.Values.OrderByDescending(row => row.Cost).ThenByDescending(row => row.Calls)
            .ThenBy(row => string.Join(Separator, row.Values), StringComparer.Ordinal);
        var time = fields.ToList().FindIndex(field => s_times.Contains(field.Name));
        return time < 0 ? [.. byCost] : [.. byCost.OrderBy(row => row.Values[time], StringComparer.Ordinal)];
    }

    private static IEnumerable<LedgerField> AllFields(LedgerReportQuery query) =>
        query.By.Concat(query.Filters.Select(filter => filter.Field));

    private static decimal? Add(decimal? left, decimal? right) =>
        left is null && right is null ? null : (left ?? 0) + (right ?? 0);

    private static LedgerReportRow Add(LedgerReportRow left, LedgerReportRow right) => left with
    {
        Calls = left.Calls + right.Calls,
        UnpricedCalls = left.UnpricedCalls + right.UnpricedCalls,
        PartialCalls = left.PartialCalls + right.PartialCalls,
        EstimatedCalls = left.EstimatedCalls + right.EstimatedCalls,
        FailedCalls = left.FailedCalls + right.FailedCalls,
        InputTokens = left.InputTokens + right.InputTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        Quantity = left.Quantity + right.Quantity,
        Duration = left.Duration + right.Duration,
        Cost = left.Cost + right.Cost,
        ListCost = left.ListCost + right.ListCost,
    };

    private void Add(LedgerTotal total)
    {
        var values = new string?[fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].ValueOf(total);
        }

        // The key distinguishes a missing value from an empty one.
        var key = string.Join(Separator, values.Select(value => value is null ? "" : "=" + value));
        var row = new LedgerReportRow
        {
            Values = values,
            Calls = total.Calls,
            UnpricedCalls = total.Result.IsUnpriced ? total.Calls : 0,
            PartialCalls = total.Result.IsPartial ? total.Calls : 0,
            EstimatedCalls = total.Result.UsageSource is UsageSource.Estimated ? total.Calls : 0,
            FailedCalls = total.Result.Outcome is CallOutcome.Failed or CallOutcome.Canceled ? total.Calls : 0,
            InputTokens = total.InputTokens,
            OutputTokens = total.OutputTokens,
            Quantity = total.Quantity,
            Duration = total.Duration,
            Cost = total.Cost,
            ListCost = total.ListCost,
        };
        _rows[key] = _rows.TryGetValue(key, out var sum) ? Add(sum, row) : row;
    }
}
