namespace LlmCost.AI;

/// <summary>
/// Represents the record of a claim in a local store. The claim object refers to the record and reuses it, so a call does not
/// allocate, and no lookup by id is needed.
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
