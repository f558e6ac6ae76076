namespace LlmCost.AI;

/// <summary>The price that was found for a model.</summary>
/// <param name="Entry">
/// The provider and the model as the price list or the custom price names them, with the prices over time.
/// </param>
/// <param name="Source">Whether the price is custom or from a list.</param>
/// <param name="Model">The normalized name by which it was found.</param>
/// <param name="List">The list, or <see langword="null"/> for a custom price.</param>
/// <param name="FallbackProvider">The provider whose price it is, if it is not the provider that answered.</param>
internal sealed record PriceMatch(
    PriceEntry Entry, PriceSource Source, string Model, PriceList? List = null, string? FallbackProvider = null)
{
    /// <summary>The prices of the model over time.</summary>
    public PriceHistory Prices => Entry.Prices;
}
