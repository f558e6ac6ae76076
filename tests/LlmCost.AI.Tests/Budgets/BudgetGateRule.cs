namespace LlmCost.AI.Tests.Budgets;

/// <summary>
/// Specifies the rules on which calls with budgets rely. A history can omit one rule, to show that the tests detect the omission.
/// If a <see cref="BudgetStoreRule"/> has the same name, the store omits the rule. Otherwise, the commands of the gate are
/// changed as if the gate lacked the rule.
/// </summary>
public enum BudgetGateRule
{
    None = 0,
    AllOrNothing,
    ReservedCounts,
    GrantIsWhatIsLeft,
    SettleOnce,
    FloorOfExpired,
    RestOfExpiredIsFree,
    LateSettleCorrects,
    RenewProlongs,
    RoundUp,
    BookInWindowOfAdmission,
    ReleaseOnlyIfNothingWasBilled,
    ReleaseIfNothingWasBilled,
}
