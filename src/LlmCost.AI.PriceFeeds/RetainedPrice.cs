namespace LlmCost.AI;

/// <summary>Represents the price of a model that stays in effect while its change is held.</summary>
/// <param name="Provider">The provider in the list.</param>
/// <param name="Model">The model in the list.</param>
/// <param name="Prices">The prices, or <see langword="null"/> if the price comes from another list.</param>
internal sealed record RetainedPrice(string Provider, string Model, IReadOnlyList<PricePeriod>? Prices);
