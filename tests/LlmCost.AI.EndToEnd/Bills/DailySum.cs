namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>What a model used and cost on a day, by a ledger or by a bill.</summary>
/// <param name="Tokens">The number of tokens of all classes.</param>
/// <param name="Requests">The number of requests. 0 for Anthropic, whose usage has none.</param>
/// <param name="Cost">The cost in USD.</param>
internal readonly record struct DailySum(long Tokens, long Requests, decimal Cost)
{
    public static DailySum operator +(DailySum left, DailySum right) =>
        new(left.Tokens + right.Tokens, left.Requests + right.Requests, left.Cost + right.Cost);
}
