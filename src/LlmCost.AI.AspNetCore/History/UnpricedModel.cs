namespace LlmCost.AI;

/// <summary>A model without a known price.</summary>
/// <param name="Provider">The provider; null if it is unknown.</param>
/// <param name="Model">The model; null if it is unknown.</param>
/// <param name="Reason">The reason why the cost is unknown.</param>
internal readonly record struct UnpricedModel(string? Provider, string? Model, UnpricedReason Reason);
