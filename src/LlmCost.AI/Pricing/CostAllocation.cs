namespace LlmCost.AI;

/// <summary>Splits a cost that a provider reported as one sum.</summary>
internal static class CostAllocation
{
    /// <summary>The decimals of a share, in USD: those of one token at a rate of six decimals per million.</summary>
    private const int Decimals = 12;

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

        return Spread(reported, cost);
    }

    private static CostBreakdown Spread(decimal reported, in CostBreakdown cost)
    {
        var total = cost.Total;
        var share = reported / total;
        var (computed, allocated) = (0m, 0m);

        return new CostBreakdown
        {
            Input = Next(cost.Input),
            InputCacheRead = Next(cost.InputCacheRead),
            InputCacheWrite = Next(cost.InputCacheWrite),
            InputAudio = Next(cost.InputAudio),
            InputImage = Next(cost.InputImage),
            InputVideo = Next(cost.InputVideo),
            Output = Next(cost.Output),
            OutputReasoning = Next(cost.OutputReasoning),
            OutputAudio = Next(cost.OutputAudio),
            OutputImage = Next(cost.OutputImage),
            OutputVideo = Next(cost.OutputVideo),
            Fee = Next(cost.Fee),
            Unallocated = Next(cost.Unallocated),
        };

        // What is rounded is the running sum, which only grows and ends at the reported one: so no class is ever negative, one that
        // costs nothing stays at nothing, and no digit is left over.
        decimal Next(decimal classCost)
        {
            computed += classCost;
            var upTo = computed == total ? reported : Math.Min(reported, decimal.Round(computed * share, Decimals));
            var part = upTo - allocated;
            allocated = upTo;
            return part;
        }
    }
}
