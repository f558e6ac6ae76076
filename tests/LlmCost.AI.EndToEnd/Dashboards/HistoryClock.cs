namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// The timeline of the virtual history and its events, in UTC. All times except <see cref="End"/> and <see cref="Gap"/> are on
/// the hour.
/// </summary>
internal static class HistoryClock
{
    private const decimal Weekend = 0.3m;

    /// <summary>The time of the first sample. All counters start at zero.</summary>
    public static readonly DateTimeOffset Start = Utc(9, 16);

    /// <summary>The restart of a replica that keeps its name. The replica's counters start again at zero.</summary>
    public static readonly DateTimeOffset Restart = Utc(10, 12, 2);

    /// <summary>The time from which a script makes unmetered calls with the key of an account.</summary>
    public static readonly DateTimeOffset KeyShared = Utc(10, 14);

    /// <summary>The time at which the feed publishes new prices.</summary>
    public static readonly DateTimeOffset NewPrices = Utc(10, 15);

    /// <summary>
    /// The time from which there is a sample every minute. Before this time, there is a sample every five minutes.
    /// </summary>
    public static readonly DateTimeOffset FineFrom = Utc(10, 19);

    /// <summary>
    /// The deployment of a new version: the series of the old replicas end, and those of the new ones start. The new version adds
    /// the histograms.
    /// </summary>
    public static readonly DateTimeOffset Deploy = Utc(10, 20, 10);

    /// <summary>The time of the first calls to a model without a price.</summary>
    public static readonly DateTimeOffset UnknownModel = Utc(10, 20, 12);

    /// <summary>The time after which a summary by Claude Sonnet costs four times as much.</summary>
    public static readonly DateTimeOffset Surge = Utc(10, 21, 9);

    /// <summary>The hour in which the ledger of one replica could not store all records.</summary>
    public static readonly DateTimeOffset LedgerBurst = Utc(10, 21, 11);

    /// <summary>The current time, which is a Wednesday afternoon.</summary>
    public static readonly DateTimeOffset End = Utc(10, 21, 15, 23);

    /// <summary>A period of twenty minutes without data from staging.</summary>
    public static readonly (DateTimeOffset From, DateTimeOffset To) Gap = (Utc(10, 21, 4, 20), Utc(10, 21, 4, 40));

    /// <summary>The start of the current day.</summary>
    public static readonly DateTimeOffset Today = Utc(10, 21);

    /// <summary>The number of hours, including the one in progress at the end.</summary>
    public static readonly int Hours = HourOf(End) + 1;

    // The load of each hour of a working day, relative to the busiest hour.
    private static readonly decimal[] s_day =
    [
        0.10m, 0.08m, 0.06m, 0.06m, 0.08m, 0.12m, 0.25m, 0.50m, 0.80m, 1.00m, 1.00m, 0.95m,
        0.80m, 0.90m, 1.00m, 0.95m, 0.85m, 0.65m, 0.45m, 0.35m, 0.30m, 0.25m, 0.18m, 0.12m,
    ];

    /// <summary>Returns a time in the year of the history.</summary>
    public static DateTimeOffset Utc(int month, int day, int hour = 0, int minute = 0) =>
        new(2026, month, day, hour, minute, 0, TimeSpan.Zero);

    /// <summary>Returns the start of an hour.</summary>
    public static DateTimeOffset TimeOf(int hour) => Start.AddHours(hour);

    /// <summary>Returns the hour that contains a time.</summary>
    public static int HourOf(DateTimeOffset time) => (int)((time - Start).Ticks / TimeSpan.TicksPerHour);

    /// <summary>Returns the load of an hour, from 0 to 1.</summary>
    public static decimal Busyness(int hour)
    {
        var time = TimeOf(hour);
        return s_day[time.Hour] * (time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Weekend : 1);
    }

    /// <summary>Returns the minutes of an hour, from 1 to 60, that have a sample.</summary>
    public static IEnumerable<int> Minutes(int hour, DateTimeOffset fineFrom)
    {
        var step = TimeOf(hour) < fineFrom ? 5 : 1;
        var last = TimeOf(hour + 1) > End ? (int)(End - TimeOf(hour)).TotalMinutes : 60;
        for (var minute = step; minute <= last; minute += step)
        {
            yield return minute;
        }
    }
}
