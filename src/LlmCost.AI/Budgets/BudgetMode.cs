namespace LlmCost.AI;

/// <summary>Specifies whether a budget enforces its limits.</summary>
public enum BudgetMode
{
    /// <summary>The budget counts what is spent, and does nothing else.</summary>
    Observe = 0,

    /// <summary>The budget reserves and decides like a real one and reports its decisions, but no call is affected.</summary>
    Shadow,

    /// <summary>The budget refuses, limits or delays calls.</summary>
    Enforce,
}
