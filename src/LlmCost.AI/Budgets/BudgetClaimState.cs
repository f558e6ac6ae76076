namespace LlmCost.AI;

/// <summary>Specifies the state of a claim in the store.</summary>
public enum BudgetClaimState
{
    /// <summary>The store does not know the claim.</summary>
    None = 0,

    /// <summary>The amount is reserved.</summary>
    Open,

    /// <summary>
    /// The lease has ended. The floor (<see cref="BudgetClaim.Floor"/>) counts as spent, and the rest of the reservation is
    /// released.
    /// </summary>
    Expired,

    /// <summary>The claim is settled.</summary>
    Settled,
}
