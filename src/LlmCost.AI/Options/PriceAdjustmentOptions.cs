namespace LlmCost.AI;

/// <summary>
/// What was negotiated: a discount on, or a mark-up over, the list prices of a provider, of one model, or of one service tier.
/// </summary>
/// <remarks>
/// Of several that fit a call, the one with the model wins over the one without, then the one with the tier over the one without.
/// </remarks>
public sealed class PriceAdjustmentOptions
{
    /// <summary>The provider, in OpenTelemetry's names. Required.</summary>
    public string? Provider { get; set; }

    /// <summary>
    /// The model, by the name that the price list has for it or any alias; <see langword="null"/> is every model.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>The service tier that was served; <see langword="null"/> is every tier.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>What the list price is multiplied with: 0.85 is 15 % off, 1.05 is 5 % on top. From 0 to 10. Required.</summary>
    public decimal? Factor { get; set; }

    internal PriceAdjustment ToAdjustment() => new(Provider!, Model, ServiceTier, Factor.GetValueOrDefault(1));
}
