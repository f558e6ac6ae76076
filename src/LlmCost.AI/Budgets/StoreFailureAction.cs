namespace LlmCost.AI;

/// <summary>Specifies the action for calls while the budget store does not respond.</summary>
public enum StoreFailureAction
{
    /// <summary>
    /// Each replica may spend a share of each limit per counter and window. Calls that exceed the share are refused.
    /// </summary>
    Allowance = 0,

    /// <summary>Calls are allowed.</summary>
    Allow,

    /// <summary>Calls are refused.</summary>
    Refuse,
}
