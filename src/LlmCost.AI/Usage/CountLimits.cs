namespace LlmCost.AI;

/// <summary>Rejects counts and costs that no single call can reach.</summary>
internal static class CountLimits
{
    /// <summary>
    /// The largest plausible count, in tokens: 1,000 times the largest current context window (10 million), or 10,000 iterations
    /// of a loop over 1 million tokens. The limit also keeps sums of counts, and products with prices, far from overflow.
    /// </summary>
    public const long Max = 10_000_000_000;

    /// <summary>
    /// The largest plausible cost of one call, in USD: more than the largest current context window costs at the highest price.
    /// </summary>
    public const decimal MaxCost = 1_000_000;

    /// <summary>
    /// Returns the count itself, or 0 if it is implausible, because an absurd count would make the sums of costs useless.
    /// </summary>
    public static long Clamp(long count, ref UsageAnomalies anomalies) => Known(count, ref anomalies) ?? 0;

    /// <summary>Returns the count itself, or <see langword="null"/> if it is missing or implausible.</summary>
    public static long? Known(long? count, ref UsageAnomalies anomalies)
    {
        if (count < 0)
        {
            anomalies |= UsageAnomalies.NegativeCount;
            return null;
        }

        if (count > Max)
        {
            anomalies |= UsageAnomalies.ImplausibleCount;
            return null;
        }

        return count;
    }
}
