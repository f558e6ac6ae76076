using System.Globalization;

namespace LlmCost.AI;

/// <summary>Projects the cost of the calendar month, UTC.</summary>
/// <remarks>The projection is calculated at most once a minute, because it reads the whole month. Thread-safe.</remarks>
internal sealed class MonthProjection(CostHistory history)
{
    private const int MaxKept = 64;

    private const long Quarter = 900;

    private static readonly TimeSpan s_min = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_max = TimeSpan.FromDays(7);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ProjectionAnswer?> _kept = [];
    private long _minute;

    /// <summary>
    /// Returns the cost of the month so far plus a projection of the remaining time. The projection uses the average of the last
    /// seven days, or of all known time if that is shorter. Returns null if less than an hour is known.
    /// </summary>
    public ProjectionAnswer? Create(CallFilter filter, DateTimeOffset now)
    {
        lock (_lock)
        {
            var minute = now.ToUnixTimeSeconds() / 60;
            if (minute != _minute || _kept.Count >= MaxKept)
            {
                _minute = minute;
                _kept.Clear();
            }

            if (!_kept.TryGetValue(filter.Key, out var projection))
            {
                _kept.Add(filter.Key, projection = Calculate(filter, now));
            }

            return projection;
        }
    }

    private ProjectionAnswer? Calculate(CallFilter filter, DateTimeOffset now)
    {
        var utc = now.UtcDateTime;
        var month = new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var from = now - s_max > history.Since ? now - s_max : history.Since;
        if (now - from < s_min)
        {
            return null;
        }

        var (soFar, recent) = (0m, 0m);
        var start = month < from ? month : from;
        history.Read(Floor(start), now.ToUnixTimeSeconds() + Quarter, Quarter, (time, series, sums) =>
        {
            if (filter.Matches(series))
            {
                var total = sums.Total;
                soFar += time >= month.ToUnixTimeSeconds() ? total : 0;
                recent += time >= Floor(from) ? total : 0;
            }
        });
        var rate = recent / (now - from).Ticks;
        return new ProjectionAnswer
        {
            Usd = decimal.Round(soFar + (rate * (month.AddMonths(1) - now).Ticks), 2),
            From = from,
            Basis = history.Since <= month
                ? "spent so far, and the average of the last days for the rest"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"the average of the last {Text(now - from)} for the rest of the month; earlier days are not known"),
        };
    }

    private static long Floor(DateTimeOffset time) => time.ToUnixTimeSeconds() / Quarter * Quarter;

    private static string Text(TimeSpan time) => time.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} hours");
}
