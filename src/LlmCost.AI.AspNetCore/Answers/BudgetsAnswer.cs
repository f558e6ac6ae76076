namespace LlmCost.AI;

/// <summary>The budgets of the app.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class BudgetsAnswer
{
    public required string Instance { get; init; }

    public required IReadOnlyList<BudgetAnswer> Budgets { get; init; }
}
