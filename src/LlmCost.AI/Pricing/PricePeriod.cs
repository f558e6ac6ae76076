namespace LlmCost.AI;

/// <summary>A price and the times at which it applies.</summary>
internal sealed record PricePeriod
{
    /// <summary>The start of validity, inclusive. If omitted, the price has always applied.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The days on which the price applies, in UTC. If empty, the price applies every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>
    /// The time of day, in UTC, from which the price applies, inclusive. If this and <see cref="End"/> are omitted, the price
    /// applies around the clock.
    /// </summary>
    public TimeOnly? Start { get; init; }

    /// <summary>
    /// The time of day, in UTC, until which the price applies, exclusive. If it is earlier than <see cref="Start"/>, the period
    /// crosses midnight, and <see cref="Days"/> refers to the day on which the request starts.
    /// </summary>
    public TimeOnly? End { get; init; }

    public required ModelPrice Price { get; init; }

    /// <summary>Returns true if the price applies to a request that starts at an instant.</summary>
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
