using System.Diagnostics;

namespace LlmCost.AI;

/// <summary>Determines days, weeks, months and years in a time zone.</summary>
/// <remarks>
/// A window starts at a local date and hour in the time zone. If a clock change skips that time, the window starts at the next
/// valid time. If that time occurs twice, the window starts at its first occurrence. A day therefore has 23 or 25 hours when
/// clocks change.
/// </remarks>
internal sealed class CalendarBudgetWindow(
    BudgetWindowKind kind, TimeZoneInfo zone, int dayStartsAt, DayOfWeek weekStartsOn, int monthStartsOn) : BudgetWindow
{
    // UTC offsets are between -14 and 14 hours.
    private static readonly TimeSpan s_beyondOffset = TimeSpan.FromHours(15);
    private Latest? _latest;

    public override BudgetPeriod At(DateTimeOffset now)
    {
        var latest = _latest;
        if (latest is null || now < latest.Period.Start || now >= latest.Period.End)
        {
            _latest = latest = new(Find(now));
        }

        return latest.Period;
    }

    private BudgetPeriod Find(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var first = FirstDay(DateOnly.FromDateTime(local.AddHours(-dayStartsAt)));
        var (start, end) = (StartOf(first), StartOf(Next(first)));

        // When clocks change, the local time alone can select a day that has not started yet, or a day that has already ended.
        while (now < start)
        {
            first = FirstDay(first.AddDays(-1));
            (start, end) = (StartOf(first), start);
        }

        while (now >= end)
        {
            first = Next(first);
            (start, end) = (end, StartOf(Next(first)));
        }

        return new(start, end, null, 0);
    }

    /// <summary>Returns the first day of the window that contains a day.</summary>
    private DateOnly FirstDay(DateOnly day) => kind switch
    {
        BudgetWindowKind.Day => day,
        BudgetWindowKind.Week => day.AddDays(-((day.DayOfWeek - weekStartsOn + 7) % 7)),
        BudgetWindowKind.Month when FirstDayIn(day) is var first => first <= day ? first : FirstDayIn(day.AddMonths(-1)),
        BudgetWindowKind.Year => new(day.Year, 1, 1),
        _ => throw new UnreachableException(),
    };

    /// <summary>Returns the first day of the next window.</summary>
    private DateOnly Next(DateOnly first) => kind switch
    {
        BudgetWindowKind.Day => first.AddDays(1),
        BudgetWindowKind.Week => first.AddDays(7),
        BudgetWindowKind.Month => FirstDayIn(first.AddMonths(1)),
        BudgetWindowKind.Year => first.AddYears(1),
        _ => throw new UnreachableException(),
    };

    private DateOnly FirstDayIn(DateOnly month) =>
        new(month.Year, month.Month, Math.Min(monthStartsOn, DateTime.DaysInMonth(month.Year, month.Month)));

    /// <summary>Returns the first instant at which the clocks of the zone show the start of a day or a later time.</summary>
    /// <remarks>
    /// Uses only conversions from UTC. Conversions to UTC don't handle the gaps that arise when a zone changes its standard
    /// offset.
    /// </remarks>
    private DateTimeOffset StartOf(DateOnly day)
    {
        var local = new DateTimeOffset(day.ToDateTime(new TimeOnly(dayStartsAt, 0)), TimeSpan.Zero);
        var (before, after) = (local - s_beyondOffset, local + s_beyondOffset);
        var (oldOffset, newOffset) = (zone.GetUtcOffset(before), zone.GetUtcOffset(after));
        if (oldOffset == newOffset)
        {
            return local - oldOffset;
        }

        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + TimeSpan.FromSeconds((long)((after - before).TotalSeconds / 2));
            (before, after) = zone.GetUtcOffset(middle) == oldOffset ? (middle, after) : (before, middle);
        }

        if (local - oldOffset < after)
        {
            return local - oldOffset;
        }

        return local - newOffset > after ? local - newOffset : after;
    }

    // This is a class, because a struct of this size could be read while it is being written.
    private sealed record Latest(BudgetPeriod Period);
}
