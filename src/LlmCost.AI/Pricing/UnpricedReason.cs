namespace LlmCost.AI;

/// <summary>The reason why the cost of a call, or of a part of it, is unknown. An unknown cost is never zero.</summary>
public enum UnpricedReason
{
    /// <summary>
    /// No reason: the call has a cost, it failed before the provider responded, or its deployment is billed hourly
    /// (<see cref="CostRecord.IsProvisioned"/>). <see cref="CostRecord.Cost"/> alone shows whether there is a cost.
    /// </summary>
    None,

    /// <summary>Neither the custom prices nor the price lists contain the model. Label <c>unknown_model</c>.</summary>
    UnknownModel,

    /// <summary>The price of the actual service tier is unknown. Label <c>unknown_tier</c>.</summary>
    UnknownTier,

    /// <summary>
    /// The provider responded, but its usage is unknown or is not in a unit for which the model has a price. Label
    /// <c>missing_usage</c>.
    /// </summary>
    MissingUsage,

    /// <summary>The usage is known, but the price of the model has no rate for it. Label <c>missing_rate</c>.</summary>
    MissingRate,

    /// <summary>The usage contains a count that the library doesn't know. Label <c>unknown_field</c>.</summary>
    UnknownField,

    /// <summary>
    /// The response shows the use of a tool or unit that the usage doesn't contain. Label <c>unreported_usage</c>.
    /// </summary>
    UnreportedUsage,

    /// <summary>
    /// The call failed in a way that providers often bill: a timeout, or a stream that broke off. Label <c>possibly_billed</c>.
    /// </summary>
    PossiblyBilled,
}
