namespace LlmCost.AI.Load.Ledgers;

/// <summary>The sums over calls.</summary>
/// <param name="Calls">How many.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Cost">What they cost, in USD.</param>
/// <param name="ReportedTokens">The tokens that the provider reported.</param>
/// <param name="UnpricedCalls">How many of them have no price.</param>
/// <param name="UnpricedTokens">The tokens of these.</param>
/// <param name="FeedCalls">How many of them a feed priced.</param>
internal readonly record struct LedgerTotals(
    long Calls, long Tokens, decimal Cost, long ReportedTokens, long UnpricedCalls, long UnpricedTokens, long FeedCalls)
{
    /// <summary>Adds two.</summary>
    public static LedgerTotals operator +(LedgerTotals left, LedgerTotals right) => new(
        left.Calls + right.Calls,
        left.Tokens + right.Tokens,
        left.Cost + right.Cost,
        left.ReportedTokens + right.ReportedTokens,
        left.UnpricedCalls + right.UnpricedCalls,
        left.UnpricedTokens + right.UnpricedTokens,
        left.FeedCalls + right.FeedCalls);
}
