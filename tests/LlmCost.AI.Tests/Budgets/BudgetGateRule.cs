namespace LlmCost.AI.Tests.Budgets;

/// <summary>
/// Specifies the rules that calls under budgets rely on. A history can leave one out, to show that it is noticed. Those with the
/// name of a <see cref="BudgetStoreRule"/> are left out in the store, the others in what the gate sends to it.
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
