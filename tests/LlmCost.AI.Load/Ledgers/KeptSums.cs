namespace LlmCost.AI.Load.Ledgers;

/// <summary>Represents sums over calls in the ledger.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Tokens">The number of tokens.</param>
/// <param name="Cost">The cost in USD.</param>
/// <param name="UnpricedCalls">The number of unpriced calls.</param>
internal readonly record struct KeptSums(long Calls, long Tokens, decimal Cost, long UnpricedCalls)
{
    /// <summary>Adds two sums.</summary>
    public static KeptSums operator +(KeptSums left, KeptSums right) => new(
        left.Calls + right.Calls, left.Tokens + right.Tokens, left.Cost + right.Cost, left.UnpricedCalls + right.UnpricedCalls);
}
