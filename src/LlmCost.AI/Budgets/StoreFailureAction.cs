namespace LlmCost.AI;

/// <summary>Specifies what happens to calls while the store of the budgets does not answer.</summary>
public enum StoreFailureAction
{
    /// <summary>
    /// Each replica may spend a share of each limit per counter and window, and refuses calls beyond it.
    /// </summary>
    Allowance = 0,

    /// <summary>Calls are allowed.</summary>
    Allow,

    /// <summary>Calls are refused.</summary>
    Refuse,
}
