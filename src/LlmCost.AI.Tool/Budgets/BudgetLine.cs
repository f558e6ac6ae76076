namespace LlmCost.AI.Tool;

/// <summary>One limit of a budget and its state.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Limit">The limit, including increases if the state is known.</param>
/// <param name="Status">
/// The state, or <see langword="null"/> if each scope, run or request has its own state and the command does not select one.
/// </param>
internal sealed record BudgetLine(Budget Budget, BudgetUnit Unit, decimal Limit, BudgetStatus? Status)
{
    /// <summary>The properties whose values have separate counters, if the command does not select values.</summary>
    public IReadOnlyList<string> Each =>
        Status is not null ? []
        : Budget.IsOfRun || Budget.IsOfRequest ? [Budget.Options.Window.ToLowerInvariant()]
        : [.. Budget.Options.Each];
}
