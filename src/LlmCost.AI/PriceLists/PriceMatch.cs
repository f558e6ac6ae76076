namespace LlmCost.AI;

/// <summary>Represents the price that was found for a model.</summary>
/// <param name="Entry">
/// The provider and the model, as named in the price list or the custom price, with the prices over time.
/// </param>
/// <param name="Source">The source of the price: a custom price or a price list.</param>
/// <param name="Model">The normalized name by which the price was found.</param>
/// <param name="List">The list, or <see langword="null"/> for a custom price.</param>
/// <param name="FallbackProvider">The provider of the price, if it is not the provider of the call.</param>
internal sealed record PriceMatch(
    PriceEntry Entry, PriceSource Source, string Model, PriceList? List = null, string? FallbackProvider = null)
{
    /// <summary>
    /// Gets the prices of the requested router that selected the model, or <see langword="null"/> if there is no router. The
    /// router's prices are charged in addition to the price of the model.
    /// </summary>
    public PriceHistory? Routing { get; init; }

    /// <summary>
    /// Gets the name of a custom price for the requested model that does not apply, because a price list contains the model that
    /// responded. <see langword="null"/> if there is no such custom price.
    /// </summary>
    public string? PassedOver { get; init; }

    /// <summary>Gets the prices of the model over time.</summary>
    public PriceHistory Prices => Entry.Prices;
}
