namespace LlmCost.AI;

/// <summary>Says which changes wait.</summary>
internal static class HeldPrices
{
    private const int MaxTold = 20;

    /// <summary>The changes in words, as far as a log record should hold them.</summary>
    public static string Describe(IReadOnlyList<HeldPriceChange> held)
    {
        var told = string.Join("; ", held.Take(MaxTold).Select(change => $"{change.Id}: {change.Reason}"));
        return held.Count > MaxTold ? $"{told}; and {held.Count - MaxTold} more" : told;
    }
}
