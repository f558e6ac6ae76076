using System.Globalization;

namespace LlmCost.AI;

/// <summary>Determines the windows of a budget.</summary>
internal abstract class BudgetWindow
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(31);

    /// <summary>True if each request is limited separately, so that nothing is counted across requests.</summary>
    public virtual bool IsRequest => false;

    /// <summary>True if each run has its own counter, which lives as long as the run.</summary>
    public virtual bool IsRun => false;

    /// <summary>Returns the window that contains a time.</summary>
    public abstract BudgetPeriod At(DateTimeOffset now);

    /// <summary>Creates the window of a budget whose options are valid.</summary>
    public static BudgetWindow Create(BudgetOptions options)
    {
        if (TryParseRolling(options.Window) is { } length)
        {
            return new RollingBudgetWindow(length);
        }

        return Parse(options.Window) switch
        {
            BudgetWindowKind.Request => new LifetimeBudgetWindow(isRequest: true),
            BudgetWindowKind.Run => new LifetimeBudgetWindow(isRun: true),
            BudgetWindowKind.Lifetime => new LifetimeBudgetWindow(),
            BudgetWindowKind.Minute => new FixedBudgetWindow(TimeSpan.FromMinutes(1)),
            BudgetWindowKind.Hour => new FixedBudgetWindow(TimeSpan.FromHours(1)),
            BudgetWindowKind.None => throw new ArgumentException($"'{options.Window}' is not a window.", nameof(options)),
            var kind => new CalendarBudgetWindow(
                kind,
                TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone),
                options.DayStartsAt,
                options.WeekStartsOn,
                options.MonthStartsOn),
        };
    }

    /// <summary>Returns true if a string is the name of a window or a time span from one second to 31 days.</summary>
    public static bool IsKnown(string window) =>
        Parse(window) is not BudgetWindowKind.None || TryParseRolling(window) is not null;

    // Enum.TryParse also accepts numbers and lists of names.
    private static BudgetWindowKind Parse(string window) =>
        window.All(char.IsAsciiLetter)
            && Enum.TryParse<BudgetWindowKind>(window, ignoreCase: true, out var kind)
            ? kind
            : BudgetWindowKind.None;

    // A colon is required, because TimeSpan parses "5" as five days.
    private static TimeSpan? TryParseRolling(string window) =>
        window.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(window, CultureInfo.InvariantCulture, out var length)
            && length >= s_shortest
            && length <= s_longest
            ? length
            : null;
}
