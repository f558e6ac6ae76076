namespace LlmCost.AI;

/// <summary>
/// What a usage costs by the prices of a <see cref="CostMeter"/>, or why that is unknown. Immutable; safe on any thread.
/// </summary>
public sealed record CostEstimate
{
    /// <summary>
    /// Gets the cost by token class, in USD, or <see langword="null"/> if it is unknown: see <see cref="UnpricedReason"/>.
    /// </summary>
    public required CostBreakdown? Cost { get; init; }

    /// <summary>
    /// Gets the cost by the price that was found, in USD, before discounts and rounding; <see langword="null"/> if no price is
    /// known or the deployment is billed hourly.
    /// </summary>
    public required decimal? ListCost { get; init; }

    /// <summary>
    /// Gets the charges, one for each billed unit and price. Their costs add up to the cost exactly. Empty if the cost is
    /// unknown.
    /// </summary>
    public required IReadOnlyList<Charge> Charges { get; init; }

    /// <summary>Gets the reason why <see cref="Cost"/> is unknown.</summary>
    public required UnpricedReason UnpricedReason { get; init; }

    /// <summary>Gets where the price comes from.</summary>
    public required PriceSource PriceSource { get; init; }

    /// <summary>
    /// Gets the name of the price list that was used; for custom or unknown prices, of the last list that was consulted.
    /// </summary>
    public required string PriceListName { get; init; }

    /// <summary>Gets the version of that list.</summary>
    public required string PriceListVersion { get; init; }

    /// <summary>
    /// Gets the provider whose price was used because none is known for the reseller, or <see langword="null"/>: see
    /// <see cref="CostMeteringOptions.ResellerFallbacks"/>.
    /// </summary>
    public required string? FallbackProvider { get; init; }

    /// <summary>
    /// Gets a value indicating whether the deployment is billed hourly. A cost is then a share of the monthly cost
    /// (<see cref="PriceSource.Amortized"/>).
    /// </summary>
    public required bool IsProvisioned { get; init; }
}
