namespace LlmCost.AI;

/// <summary>Provides the budgets of an app.</summary>
/// <remarks>
/// The options are bound from the sections <c>Budgets</c>, <c>Downgrades</c> and <c>BudgetStore</c> of <c>LlmCost</c>, validated
/// at startup, and applied when the configuration changes. An invalid change is logged and counted, and the previous budgets stay
/// in effect.
/// </remarks>
public sealed class BudgetsOptions
{
    /// <summary>
    /// The largest limit in USD. In billionths of a USD, it must fit into 53 bits, the precision of numbers in Redis scripts.
    /// </summary>
    internal const decimal MaxUsd = 9_000_000;

    /// <summary>Gets the budgets by name. All budgets that match a call apply to it. Default: none.</summary>
    public IDictionary<string, BudgetOptions> Budgets { get; } =
        new Dictionary<string, BudgetOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the cheaper models that <c>UseBudgetRouting()</c> may choose instead of a requested model, in order of preference.
    /// Default: none.
    /// </summary>
    public IDictionary<string, IList<string>> Downgrades { get; } =
        new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the options of the store.</summary>
    public BudgetStoreOptions BudgetStore { get; } = new();
}
