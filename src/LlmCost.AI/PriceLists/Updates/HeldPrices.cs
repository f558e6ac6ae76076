namespace LlmCost.AI;

/// <summary>Describes held price changes for the log.</summary>
internal static class HeldPrices
{
    private const int MaxDescribed = 20;

    /// <summary>Returns the ids and reasons of up to 20 changes, and the number of further changes.</summary>
    public static string Describe(IReadOnlyList<HeldPriceChange> held)
    {
        var described = string.Join("; ", held.Take(MaxDescribed).Select(change => $"{change.Id}: {change.Reason}"));
        return held.Count > MaxDescribed ? $"{described}; and {held.Count - MaxDescribed} more" : described;
    }
}
