namespace LlmCost.AI;

/// <summary>Specifies how strictly the limits of a budget are enforced.</summary>
public enum BudgetGuarantee
{
    /// <summary>Nothing is reserved. A call is refused only if earlier calls have spent the limit.</summary>
    Observed = 0,

    /// <summary>
    /// The probable cost of a call is reserved. If a streamed response exceeds this cost, more is reserved, or the response is
    /// cut off.
    /// </summary>
    Expected,

    /// <summary>
    /// The upper bound of the cost is reserved. The maximum output of the request is lowered to the reserved output, so that the
    /// provider enforces the limit.
    /// </summary>
    Strict,
}
