namespace LlmCost.AI;

/// <summary>Numbers of the calls of a model on a day: metered in the ledger, and billed.</summary>
internal sealed class CallCounts
{
    private bool _isSum;

    /// <summary>Gets or sets the number of calls in the ledger.</summary>
    public long Metered { get; set; }

    /// <summary>
    /// Gets or sets the number of requests on the bill, or <see langword="null"/> if it does not count them. A sum is unknown if
    /// one of its parts is.
    /// </summary>
    public long? Billed { get; set; }

    /// <summary>Gets or sets the number of calls in the ledger without a known cost, or with a part that has none.</summary>
    public long Unpriced { get; set; }

    /// <summary>Gets or sets the number of calls in the ledger whose usage is estimated.</summary>
    public long Estimated { get; set; }

    /// <summary>
    /// Gets or sets the number of calls that did not complete, so that the provider may have billed something that was not
    /// reported, or billed a repeated attempt.
    /// </summary>
    public long Incomplete { get; set; }

    /// <summary>Gets or sets the cost of the calls that ran across the end of their day, in USD.</summary>
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
