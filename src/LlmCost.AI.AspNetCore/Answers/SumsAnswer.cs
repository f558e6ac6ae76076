namespace LlmCost.AI;

/// <summary>The sums of calls.</summary>
/// <remarks><c>app/src/api.ts</c> of the dashboard declares the same members.</remarks>
internal sealed class SumsAnswer
{
    public required long Calls { get; init; }

    public required string? Usd { get; init; }

    public required string? UsdPerCall { get; init; }

    public required string? UsdPerMillion { get; init; }

    public required string? CacheSavings { get; init; }

    public required long Failed { get; init; }

    public required long Unpriced { get; init; }

    public required long Partial { get; init; }

    public required bool LacksCalls { get; init; }

    public required long Estimated { get; init; }

    public required long Missing { get; init; }

    public required long Reported { get; init; }

    public required long Input { get; init; }

    public required long Cached { get; init; }

    public required long CacheWrite { get; init; }

    public required long Output { get; init; }

    public required long Reasoning { get; init; }

    /// <summary>Converts sums to the form that is sent to the page.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="knowsSavings">True if the sums include the savings of the provider's prompt cache.</param>
    /// <param name="lacksCalls">True if calls are missing from the sums.</param>
    public static SumsAnswer Of(CostSums sums, bool knowsSavings = true, bool lacksCalls = false)
    {
        var total = sums.Total;
        return new SumsAnswer
        {
            Calls = sums.Calls,
            Usd = sums.Priced is 0 && sums.Unpriced > 0 ? null : Amounts.Text(total),
            UsdPerCall = Amounts.Quotient(total, sums.Priced),
            UsdPerMillion = Amounts.Quotient(total * 1_000_000, sums.PricedTokens),
            CacheSavings = knowsSavings ? Amounts.Text(sums.Saved) : null,
            Failed = sums.Failed,
            Unpriced = sums.Unpriced,
            Partial = sums.Partial,
            LacksCalls = lacksCalls,
            Estimated = sums.Estimated,
            Missing = sums.Missing,
            Reported = sums.Reported,
            Input = sums.Sum(TokenClass.Input, TokenClass.InputVideo),
            Cached = sums.Tokens[(int)TokenClass.InputCacheRead],
            CacheWrite = sums.Tokens[(int)TokenClass.InputCacheWrite],
            Output = sums.Sum(TokenClass.Output, TokenClass.OutputVideo),
            Reasoning = sums.Tokens[(int)TokenClass.OutputReasoning],
        };
    }
}
