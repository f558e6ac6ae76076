namespace LlmCost.AI;

/// <summary>Represents an entry of a price list.</summary>
/// <param name="Provider">The id of the provider in the list.</param>
/// <param name="Prices">The prices of the model over time, with the name of the model in the list.</param>
internal sealed record PriceEntry(string Provider, PriceHistory Prices);
