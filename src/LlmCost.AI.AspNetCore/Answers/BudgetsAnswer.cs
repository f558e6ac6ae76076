namespace LlmCost.AI;

/// <summary>The budgets of the app.</summary>
/// <remarks>The page's <c>api.ts</c> describes the members.</remarks>
internal sealed class BudgetsAnswer
{
    public required string Instance { get; init; }

    public required IReadOnlyList<BudgetAnswer> Budgets { get; init; }
}
