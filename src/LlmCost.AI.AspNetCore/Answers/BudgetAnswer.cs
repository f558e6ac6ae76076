namespace LlmCost.AI;

/// <summary>The state of a limit of a budget.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class BudgetAnswer
{
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required string Scope { get; init; }

    public required decimal Limit { get; init; }

    public required decimal Spent { get; init; }

    public required decimal Reserved { get; init; }

    public required decimal Remaining { get; init; }

    public required double Share { get; init; }

    public required DateTimeOffset? WindowStart { get; init; }

    public required double? WindowSeconds { get; init; }

    public required DateTimeOffset? ResetsAt { get; init; }

    public required decimal? Forecast { get; init; }
}
