namespace LlmCost.AI;

/// <summary>The state of a budget for gauges, in the units of people.</summary>
internal readonly record struct BudgetState(string Name, string Unit, decimal Limit, decimal Spent, decimal Reserved)
{
    /// <summary>Spent and reserved as a share of the limit.</summary>
    public decimal Utilization => Limit is 0 ? 1 : (Spent + Reserved) / Limit;
}
