namespace LlmCost.AI;

/// <summary>Represents an event of a budget.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record BudgetEvent
{
    /// <summary>Gets the kind of event.</summary>
    public required BudgetEventKind Kind { get; init; }

    /// <summary>Gets the time of the event.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets the name of the budget; empty for events of the store.</summary>
    public string Budget { get; init; } = "";

    /// <summary>Gets the values by which the budget is split. They may be personal data.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Scope { get; init; } = [];

    /// <summary>Gets the unit of the limit.</summary>
    public BudgetUnit Unit { get; init; }

    /// <summary>Gets the limit, in USD, tokens, requests or calls.</summary>
    public decimal Limit { get; init; }

    /// <summary>Gets the spent amount, in the same unit.</summary>
    public decimal Spent { get; init; }

    /// <summary>Gets the percentage of the limit that was reached, for <see cref="BudgetEventKind.Warned"/>.</summary>
    public int Threshold { get; init; }

    /// <summary>Gets the reason for a refusal.</summary>
    public BudgetExceededReason Reason { get; init; }

    /// <summary>Gets the increase, for <see cref="BudgetEventKind.Increased"/>.</summary>
    public BudgetIncrease? Increase { get; init; }
}
