namespace LlmCost.AI.Tests.Budgets;

/// <summary>Specifies the rules of a store. The model can omit one rule, to show that the tests detect the omission.</summary>
public enum BudgetStoreRule
{
    None = 0,
    AllOrNothing,
    ReservedCounts,
    GrantIsWhatIsLeft,
    ShadowNeverRefuses,
    ReserveOnce,
    ExtendOnce,
    ExtendAllOrNothing,
    SettleOnce,
    SettleUnknown,
    FloorOfExpired,
    RestOfExpiredIsFree,
    LateSettleCorrects,
    RenewProlongs,
    RenewPutsBack,
    WindowOfAdmission,
    StaleWindow,
    AllBuckets,
    ThresholdOnce,
    ThresholdRearmed,
    IncreaseApplies,
    IncreaseEnds,
    IncreaseOnce,
}
