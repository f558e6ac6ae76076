namespace LlmCost.AI;

/// <summary>
/// What a usage costs, or why that is unknown. The amounts by class are beside it, where the caller keeps them.
/// </summary>
internal struct PricedUsage
{
    /// <summary>True if the cost is known.</summary>
    public bool HasCost;

    /// <summary>The cost, in USD.</summary>
    public decimal Total;

    /// <summary>
    /// The cost by the price that was found, before discounts, rounding and what the provider reported; <see langword="null"/> if
    /// none applies.
    /// </summary>
    public decimal? ListCost;

    /// <summary>Why the cost is unknown.</summary>
    public UnpricedReason Reason;

    /// <summary>Where the cost comes from.</summary>
    public PriceSource Source;

    /// <summary>The price list that was used; for custom or unknown prices, the last list that was consulted.</summary>
    public PriceList List;

    /// <summary>The price that was found, or <see langword="null"/> if the model is not known.</summary>
    public PriceMatch? Match;

    /// <summary>The provider whose price was used, if it is not the provider that answered.</summary>
    public readonly string? FallbackProvider => HasCost ? Match?.FallbackProvider : null;

    /// <summary>True if the deployment is billed hourly.</summary>
    public bool IsProvisioned;

    /// <summary>How certain the usage is, after inferred quantities took the place of tokens.</summary>
    public UsageSource UsageSource;

    /// <summary>The non-token quantities that the cost is for.</summary>
    public IReadOnlyList<BillableQuantity> Quantities;
}
