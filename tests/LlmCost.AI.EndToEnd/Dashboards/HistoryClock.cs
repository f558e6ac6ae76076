namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>When the virtual history takes place, and what happens in it. All but its end are whole hours of UTC.</summary>
internal static class HistoryClock
{
    private const decimal Weekend = 0.3m;

    /// <summary>The first sample; all counters begin at zero.</summary>
    public static readonly DateTimeOffset Start = Utc(9, 16);

    /// <summary>The restart of a replica that keeps its name: its counters begin again at zero.</summary>
    public static readonly DateTimeOffset Restart = Utc(10, 12, 2);

    /// <summary>The feed brings other prices.</summary>
    public static readonly DateTimeOffset NewPrices = Utc(10, 15);

    /// <summary>From here on there is a sample a minute; before there is one in five minutes.</summary>
    public static readonly DateTimeOffset FineFrom = Utc(10, 19);

    /// <summary>A new version: the series of the old replicas end, those of new ones begin. It has the histograms.</summary>
    public static readonly DateTimeOffset Deploy = Utc(10, 20, 10);

    /// <summary>The first calls to a model without a price.</summary>
    public static readonly DateTimeOffset UnknownModel = Utc(10, 20, 12);

    /// <summary>From here on a summary by Claude Sonnet costs four times as much.</summary>
    public static readonly DateTimeOffset Surge = Utc(10, 21, 9);

    /// <summary>The present: a Wednesday afternoon.</summary>
    public static readonly DateTimeOffset End = Utc(10, 21, 15, 23);

    /// <summary>Twenty minutes in which nothing comes from staging.</summary>
    public static readonly (DateTimeOffset From, DateTimeOffset To) Gap = (Utc(10, 21, 4, 20), Utc(10, 21, 4, 40));

    /// <summary>The last midnight.</summary>
    public static readonly DateTimeOffset Today = Utc(10, 21);

    /// <summary>How many hours there are, the one that runs at the end among them.</summary>
    public static readonly int Hours = HourOf(End) + 1;

    // The share of its busiest hour that each hour of a working day has.
    private static readonly decimal[] s_day =
    [
        0.10m, 0.08m, 0.06m, 0.06m, 0.08m, 0.12m, 0.25m, 0.50m, 0.80m, 1.00m, 1.00m, 0.95m,
        0.80m, 0.90m, 1.00m, 0.95m, 0.85m, 0.65m, 0.45m, 0.35m, 0.30m, 0.25m, 0.18m, 0.12m,
    ];

    /// <summary>A time of the year in which it all takes place.</summary>
    public static DateTimeOffset Utc(int month, int day, int hour = 0, int minute = 0) =>
        new(2026, month, day, hour, minute, 0, TimeSpan.Zero);

    /// <summary>When an hour begins.</summary>
    public static DateTimeOffset TimeOf(int hour) => Start.AddHours(hour);

    /// <summary>The hour that a time is in.</summary>
    public static int HourOf(DateTimeOffset time) => (int)((time - Start).Ticks / TimeSpan.TicksPerHour);

    /// <summary>How busy an hour is, from 0 to 1.</summary>
    public static decimal Busyness(int hour)
    {
        var time = TimeOf(hour);
        return s_day[time.Hour] * (time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Weekend : 1);
    }

    /// <summary>The minutes of an hour, counted from 1 to 60, that have a sample.</summary>
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
