namespace LlmCost.AI.Tests.Budgets;

/// <summary>
/// Specifies the rules on which calls with budgets rely. A history can omit one rule, to show that the tests detect the omission.
/// Rules that share a name with a <see cref="BudgetStoreRule"/> are omitted in the store, and the others in the commands of the
/// gate.
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
