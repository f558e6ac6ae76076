namespace LlmCost.AI;

/// <summary>Represents the criteria of a price lookup.</summary>
/// <param name="Provider">The provider as specified by the caller, or <see langword="null"/> if it is unknown.</param>
/// <param name="Model">The name of the model, not normalized.</param>
/// <param name="Endpoint">The address of the API, or <see langword="null"/> if it is unknown.</param>
internal readonly record struct PriceQuery(string? Provider, string? Model, string? Endpoint = null);
