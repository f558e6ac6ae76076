namespace LlmCost.AI;

/// <summary>A new price list after it was compared with the one in force.</summary>
/// <param name="InForce">What is in force now: the new list with the old prices of held models, or the old list where all is held.</param>
/// <param name="Held">What waits for a person.</param>
/// <param name="Kept">The models of the new list whose old price stays; without one, the model is left to the lists that are asked after this one.</param>
/// <param name="IsHeldWhole">Whether the old list is in force.</param>
internal sealed record ReviewedPriceList(
    PriceList? InForce,
    IReadOnlyList<HeldPriceChange> Held,
    IReadOnlyDictionary<(string Provider, string Model), PriceHistory?> Kept,
    bool IsHeldWhole);
