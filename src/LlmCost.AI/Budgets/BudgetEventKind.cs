namespace LlmCost.AI;

/// <summary>Specifies the kind of a <see cref="BudgetEvent"/>.</summary>
public enum BudgetEventKind
{
    /// <summary>The kind is unknown.</summary>
    None = 0,

    /// <summary>
    /// A counter has reached a threshold for the first time in its window, across all processes that share the counter.
    /// </summary>
    Warned,

    /// <summary>A call was refused, or its response was cut off.</summary>
    Refused,

    /// <summary>A cheaper model was called.</summary>
    Downgraded,

    /// <summary>A limit was increased.</summary>
    Increased,

    /// <summary>The store does not respond.</summary>
    StoreAway,

    /// <summary>The store responds again.</summary>
    StoreBack,

    /// <summary>
    /// The limit of a counter is spent, and a call was refused. This event is published only once until the counter has
    /// recovered.
    /// </summary>
    Exceeded,

    /// <summary>A counter whose limit was spent admits calls again, after an increase or in a new window.</summary>
    Recovered,
}
