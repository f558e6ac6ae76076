namespace LlmCost.AI;

/// <summary>The rates of a model for long prompts.</summary>
/// <remarks>
/// A cliff, as all first-party providers charge it: once the prompt reaches the threshold, every token of the request has
/// these rates, the output included.
/// </remarks>
public sealed record ContextTier
{
    /// <summary>
    /// The prompt size from which on the tier applies, in tokens, inclusive, compared with <see cref="TokenUsage.TotalInput"/>. A provider
    /// that says "over 200,000" has 200,001 here.
    /// </summary>
    public required long FromInputTokens { get; init; }

    /// <summary>The rates of the whole request. Its own tiers and windows are not looked at.</summary>
    public required ModelPrice Price { get; init; }
}
