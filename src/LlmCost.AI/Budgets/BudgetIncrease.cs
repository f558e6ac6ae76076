namespace LlmCost.AI;

/// <summary>
/// Represents a temporary addition to a limit. The increases in a store serve as an audit trail of changes to its limits.
/// </summary>
public sealed record BudgetIncrease
{
    /// <summary>Gets the unique id. A store that receives an increase twice applies it once.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the name of the budget.</summary>
    public required string Budget { get; init; }

    /// <summary>Gets the unit of the limit.</summary>
    public required BudgetUnit Unit { get; init; }

    /// <summary>Gets the scope, such as <c>user=42</c>; empty if the budget is not split.</summary>
    public string Scope { get; init; } = "";

    /// <summary>
    /// Gets the amount: billionths of a USD for <see cref="BudgetUnit.Usd"/>, otherwise tokens, requests or calls.
    /// </summary>
    public required long Amount { get; init; }

    /// <summary>Gets the time at which the increase was made.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Gets the time at which the increase ends.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Gets the person or system that made the increase.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets the reason for the increase.</summary>
    public required string Reason { get; init; }
}
