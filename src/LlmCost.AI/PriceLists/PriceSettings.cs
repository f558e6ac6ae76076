namespace LlmCost.AI;

/// <summary>Contains the user's price settings as plain values.</summary>
internal sealed record PriceSettings
{
    /// <summary>Gets empty settings.</summary>
    public static PriceSettings None { get; } = new();

    /// <summary>Gets the custom prices. If there are several prices for the same model, the last one applies.</summary>
    public IReadOnlyList<CustomPrice> CustomPrices { get; init; } = [];

    /// <summary>Gets the models behind deployments, by deployment.</summary>
    public IReadOnlyDictionary<string, string> Deployments { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Gets, for each reseller, the providers whose prices apply if the reseller has no price for a model, by precedence.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ResellerFallbacks { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Gets the discounts and markups on list prices.</summary>
    public PriceAdjustments Adjustments { get; init; } = PriceAdjustments.None;

    /// <summary>Gets, for each provider, the number of decimal places to which it rounds the cost of a call in USD.</summary>
    public IReadOnlyDictionary<string, int> Rounding { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Gets the deployments that are billed hourly, and their price per token.
    /// </summary>
    /// <remarks>
    /// The price per token spreads the monthly cost over the tokens. It is <see langword="null"/> if the monthly cost is unknown.
    /// </remarks>
    public IReadOnlyDictionary<string, ModelPrice?> ProvisionedDeployments { get; init; } = new Dictionary<string, ModelPrice?>();

    /// <summary>Gets the exchange rates that convert prices in other currencies to USD.</summary>
    public ExchangeRates ExchangeRates { get; init; } = ExchangeRates.None;

    /// <summary>Gets the limits on price changes when a list is read again.</summary>
    public PriceChangeLimits ChangeLimits { get; init; } = PriceChangeLimits.Default;
}
