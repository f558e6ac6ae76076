namespace LlmCost.AI;

/// <summary>The rates of a model at some hours of some days.</summary>
/// <remarks>The start of the request decides.</remarks>
public sealed record PriceWindow
{
    /// <summary>The days on which the window applies, by the UTC calendar; empty is every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get => field ?? []; init; }

    /// <summary>The time of day, in UTC, at which the window opens, inclusive.</summary>
    public required TimeOnly Start { get; init; }

    /// <summary>
    /// The time of day, in UTC, at which the window closes, exclusive. Earlier than <see cref="Start"/>: it crosses midnight, and
    /// <see cref="Days"/> names the day on which the request starts.
    /// </summary>
    public required TimeOnly End { get; init; }

    /// <summary>The rates within the window, with context tiers of their own.</summary>
    public required ModelPrice Price { get; init; }

    internal bool Contains(DateTime utc) =>
        TimeOnly.FromDateTime(utc).IsBetween(Start, End) && (Days.Count is 0 || Days.Contains(utc.DayOfWeek));
}
