namespace LlmCost.AI;

/// <summary>
/// Represents the cost of a request at the prices of a <see cref="CostMeter"/>, or the reason why the cost is unknown.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record CostEstimate
{
    /// <summary>Gets the cost by token class in USD, or <see langword="null"/> if it is unknown.</summary>
    /// <remarks><see cref="UnpricedReason"/> contains the reason for an unknown cost.</remarks>
    public required CostBreakdown? Cost { get; init; }

    /// <summary>
    /// Gets the cost in USD before discounts and rounding, or <see langword="null"/> if no price is known or the deployment is
    /// billed hourly.
    /// </summary>
    public required decimal? ListCost { get; init; }

    /// <summary>Gets the charges, one for each billed unit and price. Empty if the cost is unknown.</summary>
    /// <remarks>The costs of the charges add up exactly to <see cref="Cost"/>.</remarks>
    public required IReadOnlyList<Charge> Charges { get; init; }

    /// <summary>Gets the reason why <see cref="Cost"/> is unknown.</summary>
    public required UnpricedReason UnpricedReason { get; init; }

    /// <summary>
    /// Gets the parts of the usage that <see cref="Cost"/> does not include. If there are any, the cost is a lower bound.
    /// </summary>
    public IReadOnlyList<UnpricedPart> UnpricedParts { get; init; } = [];

    /// <summary>Gets a value indicating whether the cost is known and includes all of the usage.</summary>
    public bool IsComplete => Cost is not null && UnpricedParts.Count is 0;

    /// <summary>Gets the source of the price.</summary>
    public required PriceSource PriceSource { get; init; }

    /// <summary>Gets the name of the price list that was used.</summary>
    /// <remarks>For custom or unknown prices, this is the last list that was consulted.</remarks>
    public required string PriceListName { get; init; }

    /// <summary>Gets the version of the list that <see cref="PriceListName"/> names.</summary>
    public required string PriceListVersion { get; init; }

    /// <summary>
    /// Gets the provider whose price was used because the price of the reseller is unknown, or <see langword="null"/> if the
    /// price is the provider's own.
    /// </summary>
    /// <remarks>See <see cref="CostMeteringOptions.ResellerFallbacks"/>.</remarks>
    public required string? FallbackProvider { get; init; }

    /// <summary>Gets a value indicating whether the deployment is billed hourly.</summary>
    /// <remarks>
    /// The cost of a request to such a deployment is a share of the deployment's monthly cost
    /// (<see cref="PriceSource.Amortized"/>).
    /// </remarks>
    public required bool IsProvisioned { get; init; }
}
