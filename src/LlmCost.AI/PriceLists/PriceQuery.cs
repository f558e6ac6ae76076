namespace LlmCost.AI;

/// <summary>What is known of a call when its price is looked for.</summary>
/// <param name="Provider">The provider as the caller names it, or <see langword="null"/> where only the rest is known.</param>
/// <param name="Model">The raw name of the model.</param>
/// <param name="Endpoint">The address that the call went to, or <see langword="null"/>.</param>
internal readonly record struct PriceQuery(string? Provider, string? Model, string? Endpoint = null);
