namespace LlmCost.AI;

/// <summary>
/// Represents the state of a counter, with amounts in its unit: billionths of a USD, tokens, requests or calls.
/// </summary>
public readonly record struct BudgetReading
{
    /// <summary>Gets the scope of the counter, such as <c>user=42</c>; empty if the budget is not split.</summary>
    public required string Scope { get; init; }

    /// <summary>Gets the amount spent in the window.</summary>
    public required long Spent { get; init; }

    /// <summary>Gets the reserved amount.</summary>
    public required long Reserved { get; init; }

    /// <summary>Gets the sum of the increases in effect.</summary>
    public required long Increase { get; init; }
}
