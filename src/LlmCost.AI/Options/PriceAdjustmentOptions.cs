namespace LlmCost.AI;

/// <summary>
/// Represents a negotiated discount on, or mark-up over, the list prices of a provider, a model or a service tier.
/// </summary>
/// <remarks>
/// If several adjustments match a call, an adjustment with a model takes precedence over one without a model. If that does not
/// decide, an adjustment with a service tier takes precedence over one without a service tier.
/// </remarks>
public sealed class PriceAdjustmentOptions
{
    /// <summary>Gets or sets the OpenTelemetry name of the provider. Required.</summary>
    public string? Provider { get; set; }

    /// <summary>
    /// Gets or sets the model to which the adjustment applies, by its name in the price list or by an alias. Default: every
    /// model.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>Gets or sets the actual service tier to which the adjustment applies. Default: every tier.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>
    /// Gets or sets the factor that multiplies the list price, from 0 to 10: 0.85 is 15 % off, 1.05 is 5 % on top. Required.
    /// </summary>
    public decimal? Factor { get; set; }

    internal PriceAdjustment ToAdjustment() => new(Provider!, Model, ServiceTier, Factor.GetValueOrDefault(1));
}
