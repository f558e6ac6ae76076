namespace LlmCost.AI;

/// <summary>Specifies whether a budget enforces its limits.</summary>
public enum BudgetMode
{
    /// <summary>The budget only counts spending.</summary>
    Observe = 0,

    /// <summary>
    /// The budget makes the reservations and decisions of an enforced budget and reports them, but calls are not affected.
    /// </summary>
    Shadow,

    /// <summary>The budget refuses, limits or delays calls.</summary>
    Enforce,
}
