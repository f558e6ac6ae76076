namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>The usage and cost of a model on a day, from a ledger or a bill.</summary>
/// <param name="Tokens">The number of tokens of all classes.</param>
/// <param name="Requests">
/// The number of requests, or 0 for Anthropic, whose usage report does not include requests.
/// </param>
/// <param name="Cost">The cost in USD.</param>
internal readonly record struct DailySum(long Tokens, long Requests, decimal Cost)
{
    public static DailySum operator +(DailySum left, DailySum right) =>
        new(left.Tokens + right.Tokens, left.Requests + right.Requests, left.Cost + right.Cost);
}
