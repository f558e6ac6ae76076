namespace LlmCost.AI;

/// <summary>The numbers of metered and billed calls of a model on a day.</summary>
internal sealed class CallCounts
{
    private bool _isSum;

    /// <summary>Gets or sets the number of calls in the ledger.</summary>
    public long Metered { get; set; }

    /// <summary>
    /// Gets or sets the number of requests on the bill, or <see langword="null"/> if the bill does not count requests. If one of
    /// several added numbers is unknown, their sum is also <see langword="null"/>.
    /// </summary>
    public long? Billed { get; set; }

    /// <summary>Gets or sets the number of calls in the ledger whose cost is unknown or incomplete.</summary>
    public long Unpriced { get; set; }

    /// <summary>Gets or sets the number of calls in the ledger whose usage is estimated.</summary>
    public long Estimated { get; set; }

    /// <summary>
    /// Gets or sets the number of calls that did not complete. For these calls, the provider may have billed usage that it did
    /// not report, or repeated attempts.
    /// </summary>
    public long Incomplete { get; set; }

    /// <summary>Gets or sets the cost of the calls that ran past the end of the day on which they started, in USD.</summary>
    public decimal CrossingCost { get; set; }

    public void Add(CallCounts other)
    {
        Metered += other.Metered;
        Billed = _isSum ? Billed + other.Billed : other.Billed;
        _isSum = true;
        Unpriced += other.Unpriced;
        Estimated += other.Estimated;
        Incomplete += other.Incomplete;
        CrossingCost += other.CrossingCost;
    }
}
