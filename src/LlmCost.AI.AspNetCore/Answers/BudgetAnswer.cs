namespace LlmCost.AI;

/// <summary>The state of a limit of a budget.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class BudgetAnswer
{
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required string Scope { get; init; }

    public required string Limit { get; init; }

    public required string Spent { get; init; }

    public required string Reserved { get; init; }

    public required string Remaining { get; init; }

    public required double Share { get; init; }

    public required DateTimeOffset? WindowStart { get; init; }

    public required double? WindowSeconds { get; init; }

    public required DateTimeOffset? ResetsAt { get; init; }

    public required string? Forecast { get; init; }
}
