namespace LlmCost.AI;

/// <summary>Provides methods to add custom prices in code.</summary>
public static class ModelPriceOptionsExtensions
{
    /// <summary>
    /// Adds the price of a model, in USD. The price takes precedence over price lists and over prices in configuration.
    /// </summary>
    /// <param name="prices">The list <see cref="CostMeteringOptions.Prices"/>.</param>
    /// <param name="provider">The OpenTelemetry name of the provider (<c>openai</c>, <c>azure.ai.openai</c>, …).</param>
    /// <param name="model">
    /// The name of the model or deployment. <c>*</c> applies to every model of the provider, and a name without a date also
    /// applies to dated snapshots.
    /// </param>
    /// <param name="price">The price, with its fees and variants. Like all options, it is validated at startup.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static void Add(this IList<ModelPriceOptions> prices, string provider, string model, ModelPrice price)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(price);

        prices.Add(new ModelPriceOptions(provider, model, price));
    }
}
