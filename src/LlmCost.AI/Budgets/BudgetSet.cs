namespace LlmCost.AI;

/// <summary>The budgets in effect. Immutable.</summary>
internal sealed class BudgetSet
{
    public static readonly BudgetSet Empty = new(new BudgetsOptions(), static (_, _) => null);

    /// <summary>Creates the budgets from valid options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="limitsOf">Returns the limits from the app by budget and scope value, if there are any.</param>
    public BudgetSet(BudgetsOptions options, Func<string, string, BudgetLimitOptions?> limitsOf)
    {
        Options = options;
        All = [.. options.Budgets.Select(pair => new Budget(
            pair.Key, pair.Value, options.BudgetStore.MaxCounters, value => limitsOf(pair.Key, value)))];
    }

    public BudgetsOptions Options { get; }

    public Budget[] All { get; }

    /// <summary>Returns true if any budget applies to a call outside of runs.</summary>
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
