namespace LlmCost.AI;

/// <summary>The price list entry that a call was matched with.</summary>
/// <param name="Prices">The model's prices over time.</param>
/// <param name="Source">Whether the entry is the user's own or from a list.</param>
/// <param name="List">The list, or <see langword="null"/> for a price of the user's own.</param>
/// <param name="FallbackProvider">Whose price it is, where it is not that of the provider who answered.</param>
internal sealed record PriceMatch(PriceHistory Prices, PriceSource Source, PriceList? List = null, string? FallbackProvider = null);
