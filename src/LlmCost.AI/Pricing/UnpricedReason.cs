namespace LlmCost.AI;

/// <summary>The reason why a call has no cost. An unknown cost is never zero.</summary>
public enum UnpricedReason
{
    /// <summary>
    /// No reason: the call has a cost, it failed before the provider answered, or its deployment is billed hourly
    /// (<see cref="CostRecord.IsProvisioned"/>). <see cref="CostRecord.Cost"/> alone shows whether there is a cost.
    /// </summary>
    None,

    /// <summary>No custom price and no price list contains the model. Label <c>unknown_model</c>.</summary>
    UnknownModel,

    /// <summary>The price of the actual service tier is unknown. Label <c>unknown_tier</c>.</summary>
    UnknownTier,

    /// <summary>
    /// The provider responded, but its usage is unknown or is not in a unit for which the model has a price. Label
    /// <c>missing_usage</c>.
    /// </summary>
    MissingUsage,
}
