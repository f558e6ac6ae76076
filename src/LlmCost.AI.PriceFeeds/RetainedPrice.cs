namespace LlmCost.AI;

/// <summary>The price that a model keeps while a change of it is held.</summary>
/// <param name="Provider">The provider in the list.</param>
/// <param name="Model">The model in the list.</param>
/// <param name="Prices">The prices, or <see langword="null"/> where other lists have them.</param>
internal sealed record RetainedPrice(string Provider, string Model, IReadOnlyList<PricePeriod>? Prices);
