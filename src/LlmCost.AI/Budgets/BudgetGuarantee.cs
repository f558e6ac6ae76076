namespace LlmCost.AI;

/// <summary>Specifies how strictly the limits of a budget are enforced.</summary>
public enum BudgetGuarantee
{
    /// <summary>Nothing is reserved. A call is refused only if earlier calls have spent the limit.</summary>
    Observed = 0,

    /// <summary>
    /// The probable cost of a call is reserved. If a streamed response exceeds it, more is reserved, or the response is cut off.
    /// </summary>
    Expected,

    /// <summary>
    /// The upper bound of the cost is reserved, and the maximum output of the request is lowered to it, so that the provider
    /// enforces it.
    /// </summary>
    Strict,
}
