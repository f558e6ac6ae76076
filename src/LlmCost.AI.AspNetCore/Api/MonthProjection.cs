using System.Globalization;

namespace LlmCost.AI;

/// <summary>Projects the cost of the calendar month, UTC.</summary>
/// <remarks>The projection is calculated at most once a minute, because it reads the whole month. Thread-safe.</remarks>
internal sealed class MonthProjection(CostHistory history, LedgerSums? ledger)
{
    private const int MaxKept = 64;

    private const long Quarter = 900;
    private const long Day = 86_400;

    private static readonly TimeSpan s_min = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_max = TimeSpan.FromDays(7);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ProjectionAnswer?> _kept = [];
    private long _minute;

    /// <summary>
    /// Returns the cost of the month so far plus a projection of the remaining time. The projection uses the average of the last
    /// seven days, or of the recorded time if it is shorter. Returns null if less than an hour is recorded.
    /// </summary>
    public async Task<ProjectionAnswer?> CreateAsync(CallFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var minute = now.ToUnixTimeSeconds() / 60;
            if (minute != _minute || _kept.Count >= MaxKept)
            {
                _minute = minute;
                _kept.Clear();
            }

            if (_kept.TryGetValue(filter.Key, out var kept))
            {
                return kept;
            }
        }

        var projection = await CalculateAsync(filter, now, cancellationToken);
        lock (_lock)
        {
            _kept[filter.Key] = projection;
        }

        return projection;
    }

    private async Task<ProjectionAnswer?> CalculateAsync(
        CallFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var month = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var earliest = month < now - s_max ? month : now - s_max;
        var source = history.Since > earliest ? ledger : null;

        // The query uses whole days, because a ledger stores daily sums.
        var step = source is null ? Quarter : Day;
        var (first, end) = (Floor(earliest, step), Floor(now, step) + step);
        var coverage = source is null ? null : await source.ReadCoverageAsync(first, end, cancellationToken);
        var since = coverage?.StartTime ?? history.Since;
        var from = DateTimeOffset.FromUnixTimeSeconds(Floor(now - s_max, step));
        from = from > since ? from : since;
        if (now - from < s_min)
        {
            return null;
        }

        var (soFar, recent) = (0m, 0m);
        if (source is null)
        {
            history.Read(first, end, step, Add);
        }
        else
        {
            long[] edges = [.. new SortedSet<long> { first, month.ToUnixTimeSeconds(), Floor(from, step), end - step, end }];
            for (var i = 1; i < edges.Length; i++)
            {
                var start = edges[i - 1];
                await source.ReadAsync(
                    start, edges[i], filter.NeedsTags, (series, sums) => Add(start, series, sums), cancellationToken);
            }
        }

        var rate = recent / (now - from).Ticks;
        var lacksCalls = coverage is not null && new MissingCalls(coverage, filter.NeedsTags).IsIn(first, end);
        return new ProjectionAnswer
        {
            Usd = Amounts.Text(decimal.Round(soFar + (rate * (month.AddMonths(1) - now).Ticks), 2)),
            From = from,
            Basis = (since <= month
                ? "spent so far, and the average of the last days for the rest"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the average of the last {Text(now - from)} for the rest of the month; earlier days are not known"))
                + (lacksCalls ? "; without calls missing from the ledger" : ""),
        };

        void Add(long time, CallSeries series, CostSums sums)
        {
            if (filter.Matches(series))
            {
                var total = sums.Total;
                soFar += time >= month.ToUnixTimeSeconds() ? total : 0;
                recent += time >= Floor(from, step) ? total : 0;
            }
        }
    }

    private static long Floor(DateTimeOffset time, long step) => time.ToUnixTimeSeconds() / step * step;

    private static string Text(TimeSpan time) => time.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours");
}
