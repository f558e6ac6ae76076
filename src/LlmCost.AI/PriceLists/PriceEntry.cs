namespace LlmCost.AI;

/// <summary>An entry of a price list that a call was matched with.</summary>
/// <param name="Provider">The provider's id in that list.</param>
/// <param name="Prices">The prices of the model over time, under the name that the list has for it.</param>
internal sealed record PriceEntry(string Provider, PriceHistory Prices);
