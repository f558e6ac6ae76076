namespace LlmCost.AI;

/// <summary>Keeps a reported count within what a call can use.</summary>
internal static class CountLimits
{
    /// <summary>
    /// The largest count, in tokens, that is believed: a thousand times the largest context window of today, ten thousand times
    /// over in a loop. It also keeps every sum of counts, and every product with a price, far from overflow.
    /// </summary>
    public const long Max = 10_000_000_000;

    /// <summary>
    /// The largest cost of one call that is believed, in USD: more than the largest context window of today at the dearest price.
    /// </summary>
    public const decimal MaxCost = 1_000_000;

    /// <summary>
    /// The count itself, or 0 where it can't be true: an absurd number says nothing about the truth, and billing it would
    /// drown every real cost beside it.
    /// </summary>
    public static long Clamp(long count, ref UsageAnomalies anomalies) => Known(count, ref anomalies) ?? 0;

    /// <summary>The count itself, or <see langword="null"/> where it is missing or can't be true.</summary>
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
