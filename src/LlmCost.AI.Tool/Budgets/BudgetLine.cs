namespace LlmCost.AI.Tool;

/// <summary>Represents one limit of a budget and its state.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Unit">The unit of the limit.</param>
/// <param name="Limit">The limit. It includes increases if the state is known.</param>
/// <param name="Status">
/// The state, or <see langword="null"/> if it is unknown because each scope, run or request has its own state and the command
/// does not select a scope.
/// </param>
internal sealed record BudgetLine(Budget Budget, BudgetUnit Unit, decimal Limit, BudgetStatus? Status)
{
    /// <summary>Gets the properties whose values have separate counters. The list is empty if the state is known.</summary>
    public IReadOnlyList<string> Each =>
        Status is not null ? []
        : Budget.IsOfRun || Budget.IsOfRequest ? [Budget.Options.Window.ToLowerInvariant()]
        : [.. Budget.Options.Each];
}
