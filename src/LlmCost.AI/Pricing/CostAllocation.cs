namespace LlmCost.AI;

/// <summary>Splits a cost that a provider reported as one sum.</summary>
internal static class CostAllocation
{
    /// <summary>The decimals of a share, in USD: those of one token at a rate of six decimals per million.</summary>
    private const int Decimals = 12;

    /// <summary>Allocates a reported sum by a computed cost.</summary>
    /// <param name="reported">What the provider charged, in USD.</param>
    /// <param name="amounts">
    /// What each class costs by a known price; nothing, where none is known. Becomes what adds up to <paramref name="reported"/>
    /// exactly. Less than computed is a discount, spread in proportion; what is beyond it, a fee or a surcharge, is not allocated
    /// to any class of tokens.
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

    // What is rounded is the running sum, which only grows and ends at the reported one: so no class is ever negative, one that
    // costs nothing stays at nothing, and no digit is left over.
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
