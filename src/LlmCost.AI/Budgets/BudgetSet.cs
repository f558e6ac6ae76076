namespace LlmCost.AI;

/// <summary>The budgets in effect. Immutable.</summary>
internal sealed class BudgetSet
{
    public static readonly BudgetSet Empty = new(new BudgetsOptions(), static (_, _) => null);

    /// <summary>Creates the budgets from valid options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="limitsOf">
    /// A function that returns the limits from <see cref="IBudgetSource"/> for a budget and a scope value, or null.
    /// </param>
    public BudgetSet(BudgetsOptions options, Func<string, string, BudgetLimitOptions?> limitsOf)
    {
        Options = options;
        All = [.. options.Budgets.Select(pair => new Budget(
            pair.Key, pair.Value, options.BudgetStore.MaxCounters, value => limitsOf(pair.Key, value)))];
    }

    public BudgetsOptions Options { get; }

    public Budget[] All { get; }

    /// <summary>Returns true if any budget applies to a call, apart from budgets of runs.</summary>
    public bool HasMatch(in BudgetFacts facts)
    {
        foreach (var budget in All)
        {
            if (!budget.IsOfRun && budget.Matches(in facts))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns a budget by its name, or <see langword="null"/>.</summary>
    public Budget? Find(string name) =>
        All.FirstOrDefault(budget => budget.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
