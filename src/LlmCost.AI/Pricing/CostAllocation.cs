namespace LlmCost.AI;

/// <summary>Splits a cost that a provider reported as one sum.</summary>
internal static class CostAllocation
{
    /// <summary>The decimals of a share, in USD: those of one token at a rate of six decimals per million.</summary>
    private const int Decimals = 12;

    /// <summary>Allocates a reported sum by a computed cost.</summary>
    /// <param name="reported">What the provider charged, in USD.</param>
    /// <param name="computed">What the call costs by a known price; nothing, where none is known.</param>
    /// <returns>
    /// A breakdown that adds up to <paramref name="reported"/> exactly. Less than computed is a discount, spread in proportion; what
    /// is beyond it, a fee or a surcharge, is not allocated to any class of tokens.
    /// </returns>
    public static CostBreakdown Allocate(decimal reported, in CostBreakdown computed)
    {
        var total = computed.Total;
        if (total is 0)
        {
            return new CostBreakdown { Unallocated = reported };
        }

        return reported >= total ? computed with { Unallocated = reported - total } : Spread(reported, total, computed.Amounts);
    }

    // What is rounded is the running sum, which only grows and ends at the reported one: so no class is ever negative, one that
    // costs nothing stays at nothing, and no digit is left over.
    private static CostBreakdown Spread(decimal reported, decimal total, ReadOnlySpan<decimal> amounts)
    {
        var share = reported / total;
        var (computed, allocated) = (0m, 0m);
        var parts = default(ClassAmounts);
        for (var i = 0; i < amounts.Length; i++)
        {
            computed += amounts[i];
            var upTo = computed == total ? reported : Math.Min(reported, decimal.Round(computed * share, Decimals));
            parts[i] = upTo - allocated;
            allocated = upTo;
        }

        return new CostBreakdown(in parts);
    }
}
