namespace LlmCost.AI;

/// <summary>The price list entry that a call was matched with.</summary>
/// <param name="Prices">The model's prices over time.</param>
/// <param name="Source">Whether the entry is the user's own or from the catalog.</param>
internal sealed record PriceMatch(ModelPeriods Prices, PriceSource Source);
