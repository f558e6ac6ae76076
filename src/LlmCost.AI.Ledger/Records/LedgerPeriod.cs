namespace LlmCost.AI;

/// <summary>A period of time. Instances are immutable and thread-safe.</summary>
public readonly record struct LedgerPeriod
{
    /// <summary>Gets the start of the period.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets the end of the period, exclusive.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Returns a period of whole UTC days.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, inclusive.</param>
    /// <returns>The period.</returns>
    public static LedgerPeriod Days(DateOnly first, DateOnly last) => new()
    {
        Start = new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero),
        End = new DateTimeOffset(last.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero),
    };

    /// <summary>Returns the period of a UTC month.</summary>
    /// <param name="year">The year.</param>
    /// <param name="month">The month, from 1 to 12.</param>
    /// <returns>The period.</returns>
    public static LedgerPeriod Month(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return Days(first, first.AddMonths(1).AddDays(-1));
    }
}
