namespace LlmCost.AI;

/// <summary>Specifies the decision of a budget about a call.</summary>
public enum BudgetDecision
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The call was made unchanged.</summary>
    Admitted,

    /// <summary>The maximum output was lowered.</summary>
    Capped,

    /// <summary>The call waited.</summary>
    Delayed,

    /// <summary>A cheaper model was called.</summary>
    Downgraded,

    /// <summary>The use of tools was forbidden.</summary>
    WrappedUp,

    /// <summary>The call was refused.</summary>
    Refused,

    /// <summary>The response was cut off.</summary>
    CutOff,
}
