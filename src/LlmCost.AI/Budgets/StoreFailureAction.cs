namespace LlmCost.AI;

/// <summary>Specifies the action for calls while the budget store does not respond.</summary>
public enum StoreFailureAction
{
    /// <summary>
    /// Each replica may spend <see cref="BudgetStoreOptions.AllowancePercent"/> of each limit for each counter and window. Calls
    /// that exceed this allowance are refused.
    /// </summary>
    Allowance = 0,

    /// <summary>Calls are allowed.</summary>
    Allow,

    /// <summary>Calls are refused.</summary>
    Refuse,
}
