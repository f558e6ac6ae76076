namespace LlmCost.AI;

/// <summary>
/// Represents what a local store knows about one claim. The object of the claim refers to it and reuses it, so a call allocates
/// nothing and no look-up by id is needed.
/// </summary>
/// <remarks>Guarded by the lock of its counter.</remarks>
internal sealed class LedgerRecord(BudgetLedger ledger)
{
    private volatile BudgetClaimState _state;

    public BudgetLedger Ledger => ledger;

    public LedgerCounter Counter { get; set; } = null!;

    public BudgetClaimState State
    {
        get => _state;
        set => _state = value;
    }

    public long Granted { get; set; }

    public long Floor { get; set; }

    /// <summary>The bucket of a rolling window in which the call was admitted; otherwise, 0.</summary>
    public long Bucket { get; set; }

    public long LeaseEnd { get; set; }

    /// <summary>The next open record of the counter.</summary>
    public LedgerRecord? Next { get; set; }

    /// <summary>The previous open record of the counter.</summary>
    public LedgerRecord? Previous { get; set; }
}
