namespace LlmCost.AI;

/// <summary>Represents the sums of a period.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Unpriced">The number of calls whose cost is unknown.</param>
/// <param name="Dropped">The number of records that the ledger could not keep.</param>
internal readonly record struct WindowSums(long Calls, long Unpriced, long Dropped)
{
    /// <summary>Adds two sums.</summary>
    public static WindowSums operator +(WindowSums left, WindowSums right) =>
        new(left.Calls + right.Calls, left.Unpriced + right.Unpriced, left.Dropped + right.Dropped);
}
