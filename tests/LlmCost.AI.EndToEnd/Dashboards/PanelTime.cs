using System.Globalization;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The range and step of a panel, computed as in Grafana.</summary>
internal sealed record PanelTime(DateTimeOffset From, DateTimeOffset To, TimeSpan Interval)
{
    // The maximum number of points per series, which is about the width of a graph in pixels.
    private const int MaxDataPoints = 1_000;

    // The samples of the history are a minute apart, while those of an app are ten seconds apart.
    private static readonly TimeSpan s_scrapeInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan[] s_intervals =
    [
        .. new[] { 1, 2, 5, 10, 15, 20, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes)),
        .. new[] { 1, 2, 3, 6, 12, 24, 168 }.Select(hours => TimeSpan.FromHours(hours)),
    ];

    public TimeSpan Range => To - From;

    public TimeSpan RateInterval =>
        Interval + s_scrapeInterval > 4 * s_scrapeInterval ? Interval + s_scrapeInterval : 4 * s_scrapeInterval;

    /// <summary>Gets the first step: a whole multiple of the interval, at or before the start.</summary>
    public DateTimeOffset FirstStep => Align(From);

    /// <summary>Gets the last step.</summary>
    public DateTimeOffset LastStep => Align(To);

    /// <summary>
    /// Returns the time range and step of a panel. A panel may override the length of the range, but not its end.
    /// </summary>
    public static PanelTime Of(DashboardPanel panel, TimeSpan range, DateTimeOffset to)
    {
        var from = (string?)panel.Json["timeFrom"] switch
        {
            null => to - range,
            "now/d" => new DateTimeOffset(to.UtcDateTime.Date, TimeSpan.Zero),
            "now/M" => new DateTimeOffset(to.Year, to.Month, 1, 0, 0, 0, TimeSpan.Zero),
            var own => to - ParseDuration(own),
        };
        var least = (string?)panel.Json["interval"] is { } interval ? ParseDuration(interval) : s_scrapeInterval;
        var rounded = s_intervals.First(candidate => candidate * MaxDataPoints >= to - from);
        return new PanelTime(from, to, rounded > least ? rounded : least);
    }

    private DateTimeOffset Align(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % Interval.Ticks));

    private static TimeSpan ParseDuration(string text)
    {
        var number = int.Parse(text[..^1], CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => throw new FormatException($"{text} is not a duration that Grafana supports."),
        };
    }
}
