namespace LlmCost.AI;

/// <summary>Represents the result of the comparison of a new price list with the list in effect.</summary>
/// <param name="InForce">
/// The resulting list: the new list with the old prices of held models, or the old list if the new list is held as a whole.
/// </param>
/// <param name="Held">The held changes.</param>
/// <param name="Kept">
/// The models of the new list whose old price is kept. A model without an old price is looked up in the lists that follow.
/// </param>
/// <param name="IsHeldWhole">True if the new list is held as a whole.</param>
internal sealed record ReviewedPriceList(
    PriceList? InForce,
    IReadOnlyList<HeldPriceChange> Held,
    IReadOnlyDictionary<(string Provider, string Model), PriceHistory?> Kept,
    bool IsHeldWhole);
