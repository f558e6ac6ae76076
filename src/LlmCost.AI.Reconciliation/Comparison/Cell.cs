namespace LlmCost.AI;

/// <summary>The quantities and amounts of the bill and the ledger for one unit of a model on a day.</summary>
internal sealed class Cell(CellKey key)
{
    private static readonly decimal s_equal = 0.000000001m;

    /// <summary>Gets the key.</summary>
    public CellKey Key { get; } = key;

    /// <summary>Gets or sets the quantity in the ledger.</summary>
    public decimal MeteredQuantity { get; set; }

    /// <summary>Gets or sets the cost in the ledger, in USD.</summary>
    public decimal Metered { get; set; }

    /// <summary>Gets or sets the quantity in the ledger that has no price.</summary>
    public decimal UnpricedQuantity { get; set; }

    /// <summary>Gets or sets the quantity in the ledger that is estimated.</summary>
    public decimal EstimatedQuantity { get; set; }

    /// <summary>Gets or sets the quantity on the bill, or <see langword="null"/> if the bill has no quantity.</summary>
    public decimal? BilledQuantity { get; set; }

    /// <summary>Gets or sets the billed amount in USD, or <see langword="null"/> if the provider has no costs yet.</summary>
    public decimal? Billed { get; set; }

    /// <summary>Gets or sets the number of bill lines with costs.</summary>
    public int Lines { get; set; }

    /// <summary>Gets or sets a value indicating whether the ledger has data for the cell.</summary>
    public bool IsMetered { get; set; }

    /// <summary>Gets or sets a value indicating whether the day is not final on the bill or not closed in the ledger.</summary>
    public bool IsPending { get; set; }

    /// <summary>Gets or sets a value indicating whether there is no bill from the provider.</summary>
    public bool HasNoBill { get; set; }

    /// <summary>Gets a value indicating whether the cell is part of the totals.</summary>
    public bool IsFinal => !IsPending && !HasNoBill;

    /// <summary>Gets or sets a value indicating whether the model or the unit was guessed.</summary>
    public bool IsGuess { get; set; }

    /// <summary>Gets the quantities and amounts on the bill by service tier.</summary>
    public Dictionary<string, TierSums> BilledTiers { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the quantities and costs in the ledger by service tier.</summary>
    public Dictionary<string, TierSums> MeteredTiers { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets a value indicating whether the bill has data for the cell.</summary>
    public bool IsBilled => Lines > 0 || BilledQuantity is not null;

    /// <summary>Gets the billed amount minus the cost in the ledger.</summary>
    public decimal Difference => Billed is { } billed ? billed - Metered : 0;

    /// <summary>Gets a value indicating whether the amounts are equal.</summary>
    public bool IsEqual => Math.Abs(Difference) <= s_equal;

    /// <summary>
    /// Divides the difference into a quantity effect and a price effect. The quantity effect is rounded to 12 decimal places. The
    /// price effect is the rest, so that both add up exactly.
    /// </summary>
    public (decimal Quantity, decimal Price, decimal BillOnly, decimal LedgerOnly, decimal WithoutQuantity) Effects()
    {
        if (Billed is not { } billed || Difference is 0)
        {
            return default;
        }

        if (!IsMetered)
        {
            return (0, 0, Difference, 0, 0);
        }

        if (!IsBilled)
        {
            return (0, 0, 0, Difference, 0);
        }

        if (BilledQuantity is not { } quantity || MeteredQuantity is 0)
        {
            return (0, 0, 0, 0, Difference);
        }

        var atOurPrice = decimal.Round(quantity / MeteredQuantity * Metered, 12);
        return (atOurPrice - Metered, billed - atOurPrice, 0, 0, 0);
    }

    /// <summary>Adds the sums of another cell whose key differs only in a property that the comparison ignores.</summary>
    public void Add(Cell other)
    {
        MeteredQuantity += other.MeteredQuantity;
        Metered += other.Metered;
        UnpricedQuantity += other.UnpricedQuantity;
        EstimatedQuantity += other.EstimatedQuantity;
        BilledQuantity = Sum(BilledQuantity, other.BilledQuantity);
        Billed = Sum(Billed, other.Billed);
        Lines += other.Lines;
        IsMetered |= other.IsMetered;
        IsPending |= other.IsPending;
        HasNoBill |= other.HasNoBill;
        IsGuess |= other.IsGuess;
        Add(BilledTiers, other.BilledTiers);
        Add(MeteredTiers, other.MeteredTiers);
    }

    private static decimal? Sum(decimal? one, decimal? other) => one is null ? other : one + (other ?? 0);

    private static void Add(Dictionary<string, TierSums> sums, Dictionary<string, TierSums> others)
    {
        foreach (var (tier, other) in others)
        {
            sums[tier] = sums.GetValueOrDefault(tier).Plus(other.Quantity, other.Amount);
        }
    }
}
