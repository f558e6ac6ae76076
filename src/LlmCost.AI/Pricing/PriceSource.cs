namespace LlmCost.AI;

/// <summary>The source of the price of a call.</summary>
public enum PriceSource
{
    /// <summary>No price is known; the cost is unknown, not zero.</summary>
    None,

    /// <summary>A price list: the embedded catalog, a price file or a feed.</summary>
    List,

    /// <summary>Custom prices (<see cref="CostMeteringOptions.Prices"/>), which take precedence over price lists.</summary>
    Configuration,

    /// <summary>
    /// The monthly cost of a provisioned deployment, spread over its expected monthly tokens
    /// (<see cref="CostMeteringOptions.ProvisionedDeployments"/>).
    /// </summary>
    Amortized,

    /// <summary>The provider, which reported the cost. A reported cost takes precedence over a computed cost.</summary>
    Provider,
}
