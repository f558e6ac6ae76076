using System.Globalization;

namespace LlmCost.AI.Tool;

/// <summary>Parses the period of a query, which is either a month or the time from a first to a last day.</summary>
internal static class PeriodText
{
    private const string DayFormat = "yyyy-MM-dd";
    private const string MonthFormat = "yyyy-MM";

    /// <summary>Reads a period.</summary>
    /// <param name="month">A month such as <c>2026-11</c>, or <see langword="null"/>.</param>
    /// <param name="from">
    /// The first day, or <see langword="null"/> for the first day of the month that contains the last day.
    /// </param>
    /// <param name="to">The last day, or <see langword="null"/> for today.</param>
    /// <param name="now">The current time.</param>
    /// <returns>The period. If all arguments are <see langword="null"/>, it is the current month up to today.</returns>
    /// <exception cref="FormatException">An argument is not valid.</exception>
    public static LedgerPeriod Read(string? month, string? from, string? to, DateTimeOffset now)
    {
        if (month is not null)
        {
            var (year, number) = Month(month);
            return LedgerPeriod.Month(year, number);
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var last = to is null ? today : Day("--to", to);
        var first = from is null ? new DateOnly(last.Year, last.Month, 1) : Day("--from", from);
        return first <= last
            ? LedgerPeriod.Days(first, last)
            : throw new FormatException($"--from {Text(first)} is after --to {Text(last)}.");
    }

    /// <summary>
    /// Returns the period before this one: the preceding month if the period is a whole month; otherwise the preceding period of
    /// the same length.
    /// </summary>
    public static LedgerPeriod Before(LedgerPeriod period)
    {
        var isMonth = period.Start.Day is 1 && period.Start.AddMonths(1) == period.End;
        return new LedgerPeriod
        {
            Start = isMonth ? period.Start.AddMonths(-1) : period.Start - (period.End - period.Start),
            End = period.Start,
        };
    }

    /// <summary>Returns the text of a period, such as <c>2026-11-01 to 2026-11-30</c>.</summary>
    public static string Text(LedgerPeriod period) =>
        $"{Text(DayOf(period.Start))} to {Text(DayOf(period.End.AddTicks(-1)))}";

    private static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static (int Year, int Month) Month(string text) =>
        DateTime.TryParseExact(text, MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? (month.Year, month.Month)
            : throw new FormatException($"--month '{text}' is not a month; it must have the form 2026-11.");

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"{option} '{text}' is not a day; it must have the form 2026-11-30.");
}
