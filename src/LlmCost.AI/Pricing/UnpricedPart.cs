namespace LlmCost.AI;

/// <summary>A part of a call that its cost does not include. The cost is therefore a lower bound.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record UnpricedPart
{
    /// <summary>
    /// Gets the name of the part: a unit of tokens (<c>output</c>, <c>input_audio</c>), a quantity as named by <c>llmcost
    /// price</c> (<c>web_searches</c>), a model, or a member of the provider's usage in its original spelling.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Gets the reason why the cost of the part is unknown.</summary>
    public required UnpricedReason Reason { get; init; }
}
