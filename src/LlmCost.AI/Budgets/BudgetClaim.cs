namespace LlmCost.AI;

/// <summary>Represents the amounts that one call requests from one counter, and the amount that the store granted.</summary>
/// <remarks>A mutable object that its <see cref="BudgetHold"/> reuses. Not thread-safe.</remarks>
public sealed class BudgetClaim
{
    /// <summary>Gets the counter.</summary>
    public BudgetCounter Counter { get; private set; } = null!;

    /// <summary>Gets the minimum amount that the call requires.</summary>
    public long Minimum { get; private set; }

    /// <summary>Gets the maximum amount that the call can use.</summary>
    public long Maximum { get; private set; }

    /// <summary>Gets the amount that counts as spent if the process that holds the reservation ends unexpectedly.</summary>
    public long Floor { get; private set; }

    /// <summary>Gets or sets the amount that is reserved for this claim. The store sets it.</summary>
    public long Granted { get; set; }

    /// <summary>
    /// Gets or sets the additional amount to reserve for a call in progress. The store resets it to 0 when the amount is
    /// reserved.
    /// </summary>
    public long Extension { get; set; }

    /// <summary>Gets or sets the actual usage of the call, which replaces the reservation.</summary>
    public long Actual { get; set; }

    /// <summary>Gets or sets the amount spent in the window, as of the last command. The store sets it.</summary>
    public long Spent { get; set; }

    /// <summary>
    /// Gets or sets the amount that all claims have reserved in the counter, including this claim, as of the last command. The
    /// store sets it.
    /// </summary>
    public long Reserved { get; set; }

    /// <summary>Gets or sets the limit including the increases in effect. The store sets it.</summary>
    public long Limit { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the requested amount exceeds the remaining amount. The store sets this value even
    /// if the counter never refuses.
    /// </summary>
    public bool IsOver { get; set; }

    /// <summary>
    /// Gets or sets the time after which the minimum would fit if nothing else were reserved; <see langword="null"/> if it is
    /// unknown. The store sets this time when a rolling window refuses.
    /// </summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>
    /// Gets or sets the highest of the <see cref="BudgetCounter.Thresholds"/>, in percent, that the last settlement newly
    /// reached, or 0 if it reached none. The store sets it.
    /// </summary>
    public int ReachedThreshold { get; set; }

    /// <summary>
    /// Gets or sets the state that the reservation had in the store before its settlement. The store sets it.
    /// </summary>
    public BudgetClaimState State { get; set; }

    /// <summary>The record of the claim in a local store.</summary>
    internal LedgerRecord? Record { get; set; }

    internal void Set(BudgetCounter counter, long minimum, long maximum, long floor)
    {
        (Counter, Minimum, Maximum, Floor) = (counter, minimum, maximum, floor);
        (Granted, Extension, Actual, Spent, Reserved, Limit) = (0, 0, 0, 0, 0, counter.Limit);
        (IsOver, RetryAfter, ReachedThreshold, State) = (false, null, 0, BudgetClaimState.None);

        if (Record is { State: BudgetClaimState.Open })
        {
            // The reservation was neither settled nor released. The store still needs its record, until its lease ends.
            Record = null;
        }
        else if (Record is not null)
        {
            Record.State = BudgetClaimState.None;
        }
    }
}
