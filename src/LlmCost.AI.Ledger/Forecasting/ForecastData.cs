using System.Globalization;

namespace LlmCost.AI;

/// <summary>The daily costs from which a forecast is computed: those of all calls and of each group.</summary>
internal sealed class ForecastData
{
    private readonly Dictionary<string, CostSeries> _groups = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    private ForecastData(DateOnly first, int days) => Total = new CostSeries([], first, days);

    public CostSeries Total { get; }

    public IEnumerable<CostSeries> Groups => _groups.Values;

    public IReadOnlyList<string> Notes => _notes;

    public static async Task<ForecastData> ReadAsync(
        ILedgerReader ledger, CostForecastOptions options, LedgerPeriod period, LedgerCoverage coverage,
        CancellationToken cancellationToken)
    {
        var first = DateOnly.FromDateTime(period.Start.UtcDateTime);
        var today = DateOnly.FromDateTime(period.End.UtcDateTime);
        var days = today.DayNumber - first.DayNumber + 1;
        var data = new ForecastData(first, days);
        var byTags = options.By.Concat(options.Filters.Select(filter => filter.Field)).Any(field => field.IsTag);
        var totals = ledger.ReadTotalsAsync(new LedgerTotalsQuery { Period = period, ByTags = byTags }, cancellationToken);
        var outlook = options.Meter is { } meter ? new PriceOutlook(meter, period.End) : null;
        var changes = false;
        HashSet<string> features = [];
        await foreach (var total in totals.ConfigureAwait(false))
        {
            if (!options.Filters.All(filter => filter.Matches(total)))
            {
                continue;
            }

            features.Add(total.Key.Feature ?? "");
            data.Total.Add(total);
            changes |= outlook?.ChangeOf(total.Key) is not null;
            if (options.By.Count > 0)
            {
                data.GroupOf(total, options.By, first, days).Add(total);
            }
        }

        if (changes)
        {
            await data.PriceAheadAsync(ledger, options, outlook!, cancellationToken).ConfigureAwait(false);
        }

        data.AddGaps(options, coverage, period);
        data.SetFirstDay(coverage, today, byTags);
        foreach (var feature in options.Growth.Keys.Where(feature => !features.Contains(feature)))
        {
            data._notes.Add($"Growth names the feature '{feature}', which has no calls.");
        }

        return data;
    }

    /// <summary>Prices the calls of the last week at the prices of the coming days.</summary>
    private async Task PriceAheadAsync(
        ILedgerReader ledger, CostForecastOptions options, PriceOutlook outlook, CancellationToken cancellationToken)
    {
        await foreach (var call in ledger.ReadCallsAsync(outlook.Calls, cancellationToken).ConfigureAwait(false))
        {
            var total = LedgerTotal.Of(call);
            if (options.Filters.All(filter => filter.Matches(total)))
            {
                outlook.Add(
                    call,
                    options.By.Count > 0 && _groups.TryGetValue(KeyOf(total, options.By), out var group)
                        ? [Total, group]
                        : [Total]);
            }
        }
    }

    private CostSeries GroupOf(LedgerTotal total, IReadOnlyList<LedgerField> fields, DateOnly first, int days)
    {
        var key = KeyOf(total, fields);
        return _groups.TryGetValue(key, out var group)
            ? group
            : _groups[key] = new CostSeries([.. fields.Select(field => field.ValueOf(total))], first, days);
    }

    /// <summary>Returns the values of a group as a string that distinguishes a missing value from an empty one.</summary>
    private static string KeyOf(LedgerTotal total, IReadOnlyList<LedgerField> fields) =>
        string.Join('\u001f', fields.Select(field => field.ValueOf(total) is { } value ? "=" + value : ""));

    /// <summary>
    /// Marks the days with gaps. The cost of gaps is included in the total, so that the total agrees with the metrics. Gaps
    /// belong to no group, and it is unknown whether a filter would select their calls.
    /// </summary>
    private void AddGaps(CostForecastOptions options, LedgerCoverage coverage, LedgerPeriod period)
    {
        var (calls, cost) = (0L, 0m);
        foreach (var gap in coverage.Gaps.Where(gap => gap.Start < period.End && gap.End >= period.Start))
        {
            var start = gap.Start < period.Start ? period.Start : gap.Start;
            var end = gap.End < period.End ? gap.End : period.End.AddTicks(-1);
            for (var day = Day(start); day <= Day(end); day = day.AddDays(1))
            {
                foreach (var series in _groups.Values.Append(Total))
                {
                    series.MarkGap(day);
                }
            }

            if (options.Filters.Count is 0)
            {
                Total.Add(Day(start), gap.Cost, gap.Calls, gap.UnpricedCalls, 0);
            }

            (calls, cost) = (calls + gap.Calls, cost + gap.Cost);
        }

        if (calls > 0)
        {
            _notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger could not keep {calls} calls, which cost {cost} USD. "
                    + $"{(options.Filters.Count is 0 ? "Only the total contains" : "The forecast does not contain")} them."));
        }

        static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
    }

    /// <summary>Excludes the days for which the ledger has incomplete data.</summary>
    private void SetFirstDay(LedgerCoverage coverage, DateOnly today, bool byTags)
    {
        var first = Total.Days[0].Day;
        if (coverage.Start is { } start)
        {
            var day = DateOnly.FromDateTime(start.UtcDateTime);
            day = start.UtcDateTime.TimeOfDay > TimeSpan.Zero ? day.AddDays(1) : day;
            first = day > first ? day : first;
        }

        if (byTags && coverage.DaysWithoutCalls is { Count: > 0 } purged)
        {
            first = purged[^1] >= first ? purged[^1].AddDays(1) : first;
            _notes.Add(
                "Tags are stored only as long as calls, so the history begins on "
                    + $"{first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.");
            if (purged[^1].Year == today.Year && purged[^1].Month == today.Month)
            {
                _notes.Add(
                    "The calls of the first days of this month are no longer kept, so the cost of the month is incomplete.");
            }
        }

        foreach (var series in _groups.Values.Append(Total))
        {
            series.FirstWhole = first;
        }
    }
}
