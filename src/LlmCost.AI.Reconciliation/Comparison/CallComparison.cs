namespace LlmCost.AI;

/// <summary>What the bill and the ledger say of the calls of a model on a day.</summary>
internal sealed class CallComparison
{
    /// <summary>Gets or sets the number of calls in the ledger.</summary>
    public long Metered { get; set; }

    /// <summary>Gets or sets the number of requests on the bill, or <see langword="null"/> if it does not count them.</summary>
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

    public void Add(CallComparison other)
    {
        Metered += other.Metered;
        Billed = Billed is null ? other.Billed : Billed + (other.Billed ?? 0);
        Unpriced += other.Unpriced;
        Estimated += other.Estimated;
        Incomplete += other.Incomplete;
        CrossingCost += other.CrossingCost;
    }
}
