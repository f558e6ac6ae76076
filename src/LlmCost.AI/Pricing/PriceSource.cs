namespace LlmCost.AI;

/// <summary>Where the price of a call came from.</summary>
public enum PriceSource
{
    /// <summary>No price is known; the cost is unknown, not zero.</summary>
    None,

    /// <summary>A price list: the embedded catalog, a price file or a feed.</summary>
    List,

    /// <summary>The user's own prices (<see cref="CostMeteringOptions.Prices"/>), which win over price lists.</summary>
    Configuration,

    /// <summary>
    /// The monthly cost of a provisioned deployment, spread over the tokens that a month is expected to use
    /// (<see cref="CostMeteringOptions.ProvisionedDeployments"/>).
    /// </summary>
    Amortized,

    /// <summary>The provider said what it charged, which wins over every computed cost.</summary>
    Provider,
}
