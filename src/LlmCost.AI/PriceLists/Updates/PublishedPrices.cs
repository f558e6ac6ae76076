namespace LlmCost.AI;

/// <summary>Contains the price files that are in effect, and their held changes.</summary>
/// <param name="Lists">The lists in the order in which they are consulted.</param>
/// <param name="Held">The held changes.</param>
internal sealed record PublishedPrices(IReadOnlyList<PriceList> Lists, IReadOnlyList<HeldPriceChange> Held);
