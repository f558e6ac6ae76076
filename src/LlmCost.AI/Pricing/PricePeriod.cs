namespace LlmCost.AI;

/// <summary>A price and the times at which it holds.</summary>
internal sealed record PricePeriod
{
    /// <summary>The first instant, inclusive; left out, the price holds since ever.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The days on which it holds, by the UTC calendar; empty is every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>
    /// The time of day, in UTC, from which on it holds, inclusive; left out with <see cref="End"/>, around the clock.
    /// </summary>
    public TimeOnly? Start { get; init; }

    /// <summary>
    /// The time of day, in UTC, at which it ends, exclusive. Earlier than <see cref="Start"/>, it crosses midnight, and
    /// <see cref="Days"/> means the day of the request's start.
    /// </summary>
    public TimeOnly? End { get; init; }

    public required ModelPrice Price { get; init; }

    /// <summary>Whether the price holds for a request that starts at an instant.</summary>
    public bool Contains(DateTimeOffset timestamp)
    {
        if (timestamp < From)
        {
            return false;
        }

        var utc = timestamp.UtcDateTime;
        return (Start is not { } start || End is not { } end || TimeOnly.FromDateTime(utc).IsBetween(start, end))
            && (Days.Count is 0 || Days.Contains(utc.DayOfWeek));
    }
}
