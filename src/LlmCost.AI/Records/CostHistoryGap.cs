namespace LlmCost.AI;

/// <summary>A gap in an <see cref="ICostHistory"/>: the number and cost of calls that could not be stored.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostHistoryGap
{
    /// <summary>Gets the start of the earliest call.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Gets the start of the latest call.</summary>
    public required DateTimeOffset LastStartTime { get; init; }

    /// <summary>Gets the number of calls in the gap.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets the cost, in USD, of the calls in the gap whose cost is known.</summary>
    public decimal Cost { get; init; }
}
