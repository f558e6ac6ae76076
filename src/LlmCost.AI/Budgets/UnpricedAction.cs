namespace LlmCost.AI;

/// <summary>Specifies how a budget in USD treats a call whose price is unknown.</summary>
public enum UnpricedAction
{
    /// <summary>Strict budgets refuse the call; other budgets allow it.</summary>
    Default = 0,

    /// <summary>The call is refused.</summary>
    Refuse,

    /// <summary>
    /// The call is counted at the rates <see cref="BudgetOptions.AssumedInput"/> and <see cref="BudgetOptions.AssumedOutput"/>.
    /// </summary>
    Assume,

    /// <summary>The call is allowed and counted at 0 USD. A metric counts these calls.</summary>
    Allow,
}
