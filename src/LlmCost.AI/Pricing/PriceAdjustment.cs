namespace LlmCost.AI;

/// <summary>A negotiated discount on, or mark-up over, list prices.</summary>
/// <param name="Provider">The provider, by its name or a known synonym.</param>
/// <param name="Model">The model, or <see langword="null"/> for every model.</param>
/// <param name="ServiceTier">The service tier, or <see langword="null"/> for every tier.</param>
/// <param name="Factor">The factor that multiplies the list price.</param>
internal readonly record struct PriceAdjustment(string Provider, string? Model, string? ServiceTier, decimal Factor);
