namespace LlmCost.AI;

/// <summary>Calls that could not be repriced, all for one reason.</summary>
/// <remarks>Immutable and safe to use from any thread.</remarks>
public sealed record WhatIfExclusion
{
    /// <summary>
    /// Gets the reason: <c>unknown_model</c>, <c>unknown_tier</c>, <c>provisioned</c>, <c>operation</c> (embeddings or a model
    /// for them), or <c>missing_rate:</c> and what the model has no price for, such as <c>missing_rate:input_audio</c>.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>Gets the number of calls.</summary>
    public required long Calls { get; init; }

    /// <summary>Gets what the calls cost, in USD.</summary>
    public required decimal ActualCost { get; init; }
}
