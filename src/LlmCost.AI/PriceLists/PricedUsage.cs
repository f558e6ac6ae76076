namespace LlmCost.AI;

/// <summary>Represents the cost of a request, or the reason why the cost is unknown.</summary>
/// <remarks>The caller keeps the amounts by token class separately.</remarks>
internal struct PricedUsage
{
    /// <summary>True if the cost is known.</summary>
    public bool HasCost;

    /// <summary>The cost, in USD.</summary>
    public decimal Total;

    /// <summary>
    /// The cost at the price that was found, before discounts and rounding, even if the provider reported a cost.
    /// <see langword="null"/> if no price applies.
    /// </summary>
    public decimal? ListCost;

    /// <summary>The reason why the cost is unknown.</summary>
    public UnpricedReason Reason;

    /// <summary>The source of the cost.</summary>
    public PriceSource Source;

    /// <summary>The price list that was used; for custom or unknown prices, the last list that was consulted.</summary>
    public PriceList List;

    /// <summary>The price that was found, or <see langword="null"/> if the model is unknown.</summary>
    public PriceMatch? Match;

    /// <summary>Gets the provider whose price was used, if it is not the provider of the call.</summary>
    public readonly string? FallbackProvider => HasCost ? Match?.FallbackProvider : null;

    /// <inheritdoc cref="PriceMatch.PassedOver"/>
    public readonly string? PassedOver => HasCost && Source is not PriceSource.Provider ? Match?.PassedOver : null;

    /// <summary>True if the deployment is billed hourly.</summary>
    public bool IsProvisioned;

    /// <summary>The source of the usage, after inferred quantities have replaced missing tokens.</summary>
    public UsageSource UsageSource;

    /// <summary>The non-token quantities that the cost includes.</summary>
    public IReadOnlyList<BillableQuantity> Quantities;

    /// <summary>
    /// The parts of the usage that the cost does not include, or <see langword="null"/> if the cost is complete.
    /// </summary>
    public List<UnpricedPart>? Unpriced;

    /// <summary>True if the cost is known and covers all of the usage.</summary>
    public readonly bool IsComplete => HasCost && Unpriced is null;
}
