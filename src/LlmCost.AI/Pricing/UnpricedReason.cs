namespace LlmCost.AI;

/// <summary>Why a call has no cost. Unknown is never zero.</summary>
public enum UnpricedReason
{
    /// <summary>
    /// The call has a cost, failed before the provider answered, or is not paid by itself (<see
    /// cref="CostRecord.IsProvisioned"/>).
    /// </summary>
    None,

    /// <summary>Neither the user's own prices nor a price list know the model. Label <c>unknown_model</c>.</summary>
    UnknownModel,

    /// <summary>The provider served a tier whose price is not known. Label <c>unknown_tier</c>.</summary>
    UnknownTier,

    /// <summary>
    /// The provider answered, but how much it used is unknown, or not known in a unit that the model has a price for. Label
    /// <c>missing_usage</c>.
    /// </summary>
    MissingUsage,
}
