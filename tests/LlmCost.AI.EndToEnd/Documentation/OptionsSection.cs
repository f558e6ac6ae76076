namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>A section of the configuration that a package binds to options.</summary>
/// <param name="Package">The package.</param>
/// <param name="Path">The path of the section.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionsSection(string Package, string Path, Type Options)
{
    /// <summary>Gets all sections.</summary>
    public static IReadOnlyList<OptionsSection> All { get; } =
    [
        new("LlmCost.AI", CostMeteringOptions.SectionName, typeof(CostMeteringOptions)),
        new("LlmCost.AI", CostMeteringOptions.SectionName, typeof(BudgetsOptions)),
        new("LlmCost.AI.AspNetCore", BudgetProblemDetailsOptions.SectionName, typeof(BudgetProblemDetailsOptions)),
        new("LlmCost.AI.AspNetCore", LlmCostDashboardOptions.SectionName, typeof(LlmCostDashboardOptions)),
        new("LlmCost.AI.AspNetCore", LlmCostHealthCheckOptions.SectionName, typeof(LlmCostHealthCheckOptions)),
        new("LlmCost.AI.Ledger", LedgerOptions.SectionName, typeof(LedgerOptions)),
        new("LlmCost.AI.Ledger.PostgreSql", PostgreSqlLedgerOptions.SectionName, typeof(PostgreSqlLedgerOptions)),
        new("LlmCost.AI.PriceFeeds", PriceFeedsOptions.SectionName, typeof(PriceFeedsOptions)),
        new("LlmCost.AI.Reconciliation", CostReconciliationOptions.SectionName, typeof(CostReconciliationOptions)),
    ];
}
