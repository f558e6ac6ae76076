namespace LlmCost.AI;

/// <summary>Represents the response of a store to a reservation. The claims of the hold contain the details.</summary>
public readonly record struct BudgetReply
{
    /// <summary>Gets the verdict.</summary>
    public required BudgetVerdict Verdict { get; init; }

    /// <summary>Gets the time of the response, according to the clock of the store.</summary>
    public required DateTimeOffset Now { get; init; }
}
