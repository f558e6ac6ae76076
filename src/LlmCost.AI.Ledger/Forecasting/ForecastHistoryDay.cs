namespace LlmCost.AI;

/// <summary>A past day of a series. Its cost is zero if there were no calls.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record ForecastHistoryDay
{
    /// <summary>Gets the UTC day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Gets the cost of the calls whose cost is known, in USD.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Gets the number of calls.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of calls whose cost is unknown.</summary>
    public long UnpricedCalls { get; init; }

    /// <summary>Gets the number of calls whose cost does not include all of their usage.</summary>
    public long PartialCalls { get; init; }

    /// <summary>Gets a value indicating whether the ledger has a gap on this day.</summary>
    public bool HasGap { get; init; }

    /// <summary>Gets a value indicating whether the day may have cost more than <see cref="Cost"/>.</summary>
    public bool IsIncomplete => UnpricedCalls > 0 || PartialCalls > 0 || HasGap;
}
