namespace LlmCost.AI;

/// <summary>What the user configured about prices, as plain values.</summary>
internal sealed record PriceSettings
{
    /// <summary>Nothing configured.</summary>
    public static PriceSettings None { get; } = new();

    /// <summary>Custom prices; a later price of the same model replaces an earlier one.</summary>
    public IReadOnlyList<CustomPrice> CustomPrices { get; init; } = [];

    /// <summary>Deployments and the models behind them.</summary>
    public IReadOnlyDictionary<string, string> Deployments { get; init; } = new Dictionary<string, string>();

    /// <summary>Resellers and the providers whose prices apply when no list prices a model for the reseller, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ResellerFallbacks { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Discounts and mark-ups on list prices.</summary>
    public PriceAdjustments Adjustments { get; init; } = PriceAdjustments.None;

    /// <summary>The decimals of a USD to which providers round the cost of a call.</summary>
    public IReadOnlyDictionary<string, int> Rounding { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Deployments that are billed hourly, and the price of their tokens when the monthly cost is spread over them; <see
    /// langword="null"/> if the monthly cost is not known.
    /// </summary>
    public IReadOnlyDictionary<string, ModelPrice?> ProvisionedDeployments { get; init; } = new Dictionary<string, ModelPrice?>();

    /// <summary>The rates by which prices in other currencies are converted.</summary>
    public ExchangeRates ExchangeRates { get; init; } = ExchangeRates.None;

    /// <summary>How far a price may change when its list is read again.</summary>
    public PriceChangeLimits ChangeLimits { get; init; } = PriceChangeLimits.Default;
}
