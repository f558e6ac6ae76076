namespace LlmCost.AI;

/// <summary>Represents the state of a counter.</summary>
public readonly record struct BudgetReading
{
    /// <summary>Gets the scope of the counter, such as <c>user=42</c>; empty if the budget is not split.</summary>
    public required string Scope { get; init; }

    /// <summary>Gets the amount spent in the window, in whole units.</summary>
    public required long Spent { get; init; }

    /// <summary>Gets the reserved amount, in whole units.</summary>
    public required long Reserved { get; init; }

    /// <summary>Gets the increases of the limit in effect, in whole units.</summary>
    public required long Increase { get; init; }
}
