namespace LlmCost.AI;

/// <summary>Allocates a reported cost, which is a single sum, to token classes.</summary>
internal static class CostAllocation
{
    /// <summary>
    /// The number of decimal places of a share in USD: six for the decimal places of a rate, and six more because rates are for a
    /// million tokens.
    /// </summary>
    private const int Decimals = 12;

    /// <summary>Allocates a reported cost in proportion to the computed cost.</summary>
    /// <param name="reported">The cost that the provider reported, in USD.</param>
    /// <param name="amounts">
    /// The cost of each class at a known price, or zero if no price is known. On return, the amounts add up to
    /// <paramref name="reported"/> exactly. A reported cost below the computed cost is a discount, which is spread in proportion.
    /// An excess, such as a fee or a surcharge, is not allocated to any class of tokens.
    /// </param>
    public static void Allocate(decimal reported, ref TokenClassAmounts amounts)
    {
        var total = amounts.Total;
        if (reported >= total)
        {
            amounts[(int)TokenClass.Unallocated] = reported - total;
        }
        else
        {
            Spread(reported, total, amounts);
        }
    }

    // The running sum is rounded instead of each amount. It never decreases, and ends at the reported cost, so no class becomes
    // negative, classes without cost stay at zero, and no remainder is left.
    private static void Spread(decimal reported, decimal total, Span<decimal> amounts)
    {
        var share = reported / total;
        var (computed, allocated) = (0m, 0m);
        foreach (ref var amount in amounts)
        {
            computed += amount;
            var upTo = computed == total ? reported : Math.Min(reported, decimal.Round(computed * share, Decimals));
            amount = upTo - allocated;
            allocated = upTo;
        }
    }
}
