using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>
/// Represents the previous price of a model, as it is saved to disk. This price stays in effect while a price change is held.
/// </summary>
/// <param name="Provider">The name of the provider in the list.</param>
/// <param name="Model">The name of the model in the list.</param>
/// <param name="Prices">The prices as JSON, or <see langword="null"/> if the previous price comes from another list.</param>
internal sealed record RetainedPrice(
    string Provider,
    string Model,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Prices)
{
    public static RetainedPrice Create(ListedPrice price) => new(price.Provider, price.Model, price.Prices);

    public ListedPrice ToListedPrice() => new() { Provider = Provider, Model = Model, Prices = Prices };
}
