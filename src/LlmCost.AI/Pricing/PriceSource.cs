namespace LlmCost.AI;

/// <summary>Where the price of a call came from.</summary>
public enum PriceSource
{
    /// <summary>No price is known; the cost is unknown, not zero.</summary>
    None,

    /// <summary>The price catalog: public list prices.</summary>
    Catalog,

    /// <summary>The user's own prices (<see cref="CostMeteringOptions.Prices"/>), which win over the catalog.</summary>
    Configuration,

    /// <summary>
    /// The monthly cost of a provisioned deployment, spread over the tokens that a month is expected to use
    /// (<see cref="CostMeteringOptions.ProvisionedDeployments"/>).
    /// </summary>
    Amortized,

    /// <summary>The provider said what it charged, which wins over every computed cost.</summary>
    Provider,
}
