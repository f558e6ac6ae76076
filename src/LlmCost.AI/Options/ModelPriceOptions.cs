namespace LlmCost.AI;

/// <summary>
/// Represents a custom price in configuration, for example of a negotiated contract, a private model or a deployment.
/// </summary>
public sealed class ModelPriceOptions : TokenRatesOptions
{
    /// <summary>Initializes a price without rates.</summary>
    public ModelPriceOptions()
    {
    }

    internal ModelPriceOptions(string provider, string model, ModelPrice price)
        : base(price.Rates)
    {
        (Provider, Model, IsRouting) = (provider, model, price.IsRouting);
        Fees = [.. price.Fees.Select(ToOptions)];
        Variants = [.. price.Variants.Select(ToOptions)];
    }

    /// <summary>
    /// Gets or sets the OpenTelemetry name of the provider (<c>openai</c>, <c>azure.ai.openai</c>, …). Required.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>
    /// Gets or sets the name of the model or deployment. Required. <c>*</c> applies to every model of the provider, and a name
    /// without a date also applies to dated snapshots.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>
    /// Gets or sets the currency of the price, as an ISO 4217 code. <see cref="CostMeteringOptions.ExchangeRates"/> must contain
    /// the rate of any currency other than USD. Default: USD.
    /// </summary>
    public string? Currency { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether this is the price of a router, which is charged on top of the price of the model
    /// that responds. Default: <see langword="false"/>.
    /// </summary>
    public bool IsRouting { get; set; }

    /// <summary>Gets the fees that are charged in addition to tokens, or instead of them. Default: none.</summary>
    public IList<FeeRateOptions> Fees { get; } = [];

    /// <summary>
    /// Gets the variants of the price for long prompts, service tiers, regions and fast modes. If several variants apply, they
    /// replace rates in list order. Default: none.
    /// </summary>
    public IList<PriceVariantOptions> Variants { get; } = [];

    /// <summary>Returns the price in USD.</summary>
    internal CustomPrice ToCustomPrice(ExchangeRates toUsd) =>
        new(Provider!, Model!, ExchangeRates.ToUsd(ToModelPrice(), toUsd.Of(Currency) ?? 1));

    /// <summary>Returns the price in the configured currency.</summary>
    internal ModelPrice ToModelPrice() => new()
    {
        Rates = ToRates(),
        IsRouting = IsRouting,
        Fees = [.. Fees.Select(fee => fee.ToFee())],
        Variants = [.. Variants.Select(variant => variant.ToVariant())],
    };

    private static FeeRateOptions ToOptions(FeeRate fee) =>
        new() { Unit = fee.Unit, Amount = fee.Amount, Per = fee.Per, Kind = fee.Kind, Direction = fee.Direction };

    private static PriceVariantOptions ToOptions(PriceVariant variant) => new()
    {
        FromInputTokens = variant.FromInputTokens,
        SizeBasis = variant.SizeBasis,
        IsMarginal = variant.IsMarginal,
        ServiceTier = variant.ServiceTier,
        Region = variant.Region,
        Speed = variant.Speed,
        CacheMode = variant.CacheMode,
        IsThinking = variant.IsThinking,
        Rates = new TokenRatesOptions(variant.Rates),
        Factor = variant.Factor,
    };
}
