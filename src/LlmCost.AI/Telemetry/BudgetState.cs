namespace LlmCost.AI;

/// <summary>The state of a budget for gauges, with amounts in display units, such as USD.</summary>
/// <param name="Name">The name of the budget.</param>
/// <param name="Unit">The name of the unit.</param>
/// <param name="Scope">
/// The values by which the budget is split, or <see langword="null"/> if the app does not show scopes.
/// </param>
/// <param name="Limit">The limit.</param>
/// <param name="Spent">The spent amount.</param>
/// <param name="Reserved">The reserved amount.</param>
internal readonly record struct BudgetState(
    string Name, string Unit, string? Scope, decimal Limit, decimal Spent, decimal Reserved)
{
    /// <summary>Spent and reserved as a share of the limit.</summary>
    public decimal Utilization => Limit is 0 ? 1 : (Spent + Reserved) / Limit;

    /// <summary>The attributes of the gauges.</summary>
    public KeyValuePair<string, object?>[] Tags
    {
        get
        {
            var (name, unit) = (
                KeyValuePair.Create(BudgetMetricNames.BudgetAttribute, (object?)Name),
                KeyValuePair.Create(BudgetMetricNames.UnitAttribute, (object?)Unit));
            return string.IsNullOrEmpty(Scope)
                ? [name, unit]
                : [name, unit, KeyValuePair.Create(BudgetMetricNames.ScopeAttribute, (object?)Scope)];
        }
    }
}
