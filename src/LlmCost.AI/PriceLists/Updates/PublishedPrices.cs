namespace LlmCost.AI;

/// <summary>The price lists of one origin that are in force, and what of their news is held.</summary>
/// <param name="Lists">The lists in the order in which they are asked.</param>
/// <param name="Held">The changes that wait for a person.</param>
internal sealed record PublishedPrices(IReadOnlyList<PriceList> Lists, IReadOnlyList<HeldPriceChange> Held);
