namespace LlmCost.AI;

/// <summary>Specifies the response of a store to a reservation.</summary>
public enum BudgetVerdict
{
    /// <summary>There is no response.</summary>
    None = 0,

    /// <summary>Every counter has granted at least the minimum of its claim.</summary>
    Granted,

    /// <summary>At least one counter refused. Nothing is reserved in any counter.</summary>
    Refused,

    /// <summary>
    /// The window of at least one counter does not contain the time of the store. Nothing is reserved in any counter.
    /// </summary>
    StaleWindow,
}
