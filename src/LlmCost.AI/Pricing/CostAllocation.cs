namespace LlmCost.AI;

/// <summary>Splits a cost that a provider reported as one sum.</summary>
internal static class CostAllocation
{
    /// <summary>Allocates a reported sum by a computed cost.</summary>
    /// <param name="reported">What the provider charged, in USD.</param>
    /// <param name="computed">What the call costs by a known price, or <see langword="null"/>.</param>
    /// <returns>
    /// A breakdown that adds up to <paramref name="reported"/> exactly. Less than computed is a discount, spread in proportion; what
    /// is beyond it, a fee or a surcharge, is not allocated to any class of tokens.
    /// </returns>
    public static CostBreakdown Allocate(decimal reported, in CostBreakdown? computed)
    {
        if (computed is not { } cost || cost.Total is 0)
        {
            return new CostBreakdown { Unallocated = reported };
        }

        if (reported >= cost.Total)
        {
            return cost with { Unallocated = reported - cost.Total };
        }

        var scaled = cost.Scale(reported / cost.Total);

        // The quotient need not end within a decimal's digits: the last of them go to a class that has a cost.
        var rest = reported - scaled.Total;
        return scaled switch
        {
            { Output: > 0 } => scaled with { Output = scaled.Output + rest },
            { Input: > 0 } => scaled with { Input = scaled.Input + rest },
            _ => scaled with { InputCacheRead = scaled.InputCacheRead + rest },
        };
    }
}
