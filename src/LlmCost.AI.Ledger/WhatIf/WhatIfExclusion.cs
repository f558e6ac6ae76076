namespace LlmCost.AI;

/// <summary>The calls that could not be repriced for one reason.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record WhatIfExclusion
{
    /// <summary>
    /// Gets the reason: <c>unknown_model</c>, <c>unknown_tier</c>, <c>provisioned</c>, <c>operation</c> (embeddings, or an
    /// embedding model), or <c>missing_rate:</c> with the unit that has no price, such as <c>missing_rate:input_audio</c>.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>Gets the number of calls.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets the actual cost of the calls, in USD.</summary>
    public required decimal ActualCost { get; init; }
}
