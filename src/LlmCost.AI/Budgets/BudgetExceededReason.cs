namespace LlmCost.AI;

/// <summary>Specifies why a budget refused a call.</summary>
public enum BudgetExceededReason
{
    /// <summary>The reason is unknown.</summary>
    None = 0,

    /// <summary>The limit of a rolling window or of the current minute is used up. The window will have room soon.</summary>
    RateLimited,

    /// <summary>Calls in progress use up the limit. The call may fit when these calls have ended.</summary>
    InFlight,

    /// <summary>The limit is spent until the window ends.</summary>
    Exhausted,

    /// <summary>The call needs more than the whole limit.</summary>
    TooLarge,

    /// <summary>The price of the model is unknown.</summary>
    Unpriced,

    /// <summary>The store does not respond, and the allowance for this case is used up.</summary>
    StoreUnavailable,

    /// <summary>The response was cut off, because no further amount could be reserved.</summary>
    CutOff,

    /// <summary>The call lacks a value by which the budget is split, such as a user.</summary>
    MissingScope,
}
