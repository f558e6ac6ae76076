namespace LlmCost.AI;

/// <summary>What the model calls of a kernel function cost, in USD.</summary>
/// <remarks>
/// An immutable value: what was known when it was read. Calls that go on after the function has returned come later. The default value means
/// that nothing is known, not that nothing was spent.
/// </remarks>
public readonly record struct FunctionCost
{
    /// <summary>
    /// The cost of all calls within the function, those of functions that it invoked included. Zero if there were none;
    /// <see langword="null"/> if none of them has a known cost. With <see cref="UnpricedCalls"/> it is a part of the whole.
    /// </summary>
    public decimal? Total { get; init; }

    /// <summary>
    /// The cost of the function's own calls, without those of functions that it invoked. Zero if there were none; <see langword="null"/> if none
    /// of them has a known cost.
    /// </summary>
    public decimal? Own { get; init; }

    /// <summary>How many calls there were, those of functions that it invoked included. A round trip to the provider is one.</summary>
    public long Calls { get; init; }

    /// <summary>
    /// How many of <see cref="Calls"/> have no known cost: the model has no price, the usage is unknown, or the deployment is paid by the hour.
    /// </summary>
    public int UnpricedCalls { get; init; }
}
