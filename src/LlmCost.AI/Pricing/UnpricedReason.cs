namespace LlmCost.AI;

/// <summary>The reason why a call has no cost. An unknown cost is never zero.</summary>
public enum UnpricedReason
{
    /// <summary>
    /// No reason: the call has a cost, it failed before the provider answered, or its deployment is billed hourly
    /// (<see cref="CostRecord.IsProvisioned"/>). <see cref="CostRecord.Cost"/> alone shows whether there is a cost.
    /// </summary>
    None,

    /// <summary>Neither custom prices nor a price list contain the model. Label <c>unknown_model</c>.</summary>
    UnknownModel,

    /// <summary>The provider served a tier whose price is not known. Label <c>unknown_tier</c>.</summary>
    UnknownTier,

    /// <summary>
    /// The provider answered, but its usage is unknown, or not known in a unit that the model has a price for. Label
    /// <c>missing_usage</c>.
    /// </summary>
    MissingUsage,
}
