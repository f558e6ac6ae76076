namespace LlmCost.AI.Load.Ledgers;

/// <summary>Represents sums over calls.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Tokens">The number of tokens.</param>
/// <param name="Cost">The cost in USD.</param>
/// <param name="NanoCost">The cost in billionths of a USD, rounded up for each call.</param>
/// <param name="ReportedTokens">The number of tokens that the provider reported.</param>
/// <param name="UnpricedCalls">The number of unpriced calls.</param>
/// <param name="UnpricedTokens">The number of tokens of unpriced calls.</param>
/// <param name="FeedCalls">The number of calls with a price from a feed.</param>
internal readonly record struct LedgerTotals(
    long Calls,
    long Tokens,
    decimal Cost,
    long NanoCost,
    long ReportedTokens,
    long UnpricedCalls,
    long UnpricedTokens,
    long FeedCalls)
{
    /// <summary>Returns a cost in billionths of a USD, rounded up.</summary>
    public static long Nano(decimal cost) => (long)decimal.Ceiling(cost * 1_000_000_000);

    /// <summary>Adds two sums.</summary>
    public static LedgerTotals operator +(LedgerTotals left, LedgerTotals right) => new(
        left.Calls + right.Calls,
        left.Tokens + right.Tokens,
        left.Cost + right.Cost,
        left.NanoCost + right.NanoCost,
        left.ReportedTokens + right.ReportedTokens,
        left.UnpricedCalls + right.UnpricedCalls,
        left.UnpricedTokens + right.UnpricedTokens,
        left.FeedCalls + right.FeedCalls);
}
