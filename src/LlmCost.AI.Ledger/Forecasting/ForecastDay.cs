namespace LlmCost.AI;

/// <summary>One day of a forecast, which covers the days from today to the end of the month.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record ForecastDay
{
    /// <summary>Gets the UTC day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>
    /// Gets the cost of the day. For today, the range covers only the remaining hours; the recorded cost is exact.
    /// </summary>
    public required ForecastRange Cost { get; init; }

    /// <summary>Gets the cost of the month up to the end of the day.</summary>
    public required ForecastRange MonthToDate { get; init; }

    /// <summary>
    /// Gets the factor by which known prices change <see cref="Cost"/> (<see cref="CostForecastOptions.Meter"/>); 1 if they
    /// do not change.
    /// </summary>
    public decimal PriceFactor { get; init; } = 1;
}
