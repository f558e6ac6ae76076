namespace LlmCost.AI;

/// <summary>Represents the state of one limit of a budget.</summary>
/// <remarks>Immutable and thread-safe. Amounts are in USD, tokens, requests or calls.</remarks>
public sealed record BudgetStatus
{
    /// <summary>Gets the name of the budget.</summary>
    public required string Budget { get; init; }

    /// <summary>Gets the unit.</summary>
    public required BudgetUnit Unit { get; init; }

    /// <summary>Gets the values by which the budget is split. Empty if it is not split.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Scope { get; init; }

    /// <summary>Gets the limit including the increases in effect.</summary>
    public required decimal Limit { get; init; }

    /// <summary>Gets the amount spent in the window.</summary>
    public required decimal Spent { get; init; }

    /// <summary>Gets the amount that calls in progress have reserved.</summary>
    public required decimal Reserved { get; init; }

    /// <summary>Gets the amount that is neither spent nor reserved, 0 or more.</summary>
    public decimal Remaining => decimal.Max(Limit - Spent - Reserved, 0);

    /// <summary>Gets the start of the window, or <see langword="null"/> if the window is rolling or never ends.</summary>
    public required DateTimeOffset? WindowStart { get; init; }

    /// <summary>
    /// Gets the length of the window, or <see langword="null"/> if the window never ends. A day may have 23 or 25 hours.
    /// </summary>
    public TimeSpan? WindowLength { get; init; }

    /// <summary>Gets the time at which the next window starts, or <see langword="null"/> if there is no next window.</summary>
    public required DateTimeOffset? ResetsAt { get; init; }
}
