namespace LlmCost.AI;

/// <summary>Specifies the windows that have a name in the options.</summary>
internal enum BudgetWindowKind
{
    None = 0,
    Request,
    Run,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Lifetime,
}
