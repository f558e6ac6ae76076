namespace LlmCost.AI;

/// <summary>Represents the cost of one or more metered calls.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record CostSummary
{
    /// <summary>
    /// Gets the cost in USD of all calls whose cost is known. The value is zero if there were no calls, and
    /// <see langword="null"/> if no call has a known cost.
    /// </summary>
    /// <remarks>The total is a lower bound unless <see cref="IsComplete"/> is <see langword="true"/>.</remarks>
    public required decimal? Total { get; init; }

    /// <summary>
    /// Gets the cost in USD without the calls within inner tallies, for example in functions or in agents that are used as tools.
    /// For the cost of a single response, this equals <see cref="Total"/>.
    /// </summary>
    public required decimal? TotalWithoutInner { get; init; }

    /// <summary>Gets the number of calls. Each round trip to a provider is one call.</summary>
    public required long Calls { get; init; }

    /// <summary>
    /// Gets the number of calls whose cost is unknown, because the model has no price, the usage is unknown, or the deployment is
    /// billed hourly. An unknown cost is not zero.
    /// </summary>
    public required long UnpricedCalls { get; init; }

    /// <summary>
    /// Gets the number of calls whose cost is a lower bound, because parts of their usage have no price. The known cost of these
    /// calls is part of <see cref="Total"/>.
    /// </summary>
    public long PartialCalls { get; init; }

    /// <summary>
    /// Gets a value indicating whether <see cref="Total"/> includes all usage of the calls. If <see langword="false"/>, the total
    /// is a lower bound or <see langword="null"/>.
    /// </summary>
    public bool IsComplete => UnpricedCalls is 0 && PartialCalls is 0;

    /// <summary>
    /// Gets the tokens that the calls used. Don't multiply this sum by a price: prices depend on the size of each call.
    /// </summary>
    public TokenUsage Usage { get; init; }
}
