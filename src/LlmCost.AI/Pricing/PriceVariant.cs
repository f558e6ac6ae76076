namespace LlmCost.AI;

/// <summary>
/// What differs from a model's rates under some circumstances. Conditions that are left out don't matter; all others must hold.
/// </summary>
public sealed record PriceVariant
{
    /// <summary>
    /// The prompt size from which on it holds, in tokens, inclusive. A provider that says "over 200,000" has 200,001 here.
    /// <see langword="null"/>: for any size.
    /// </summary>
    public long? FromInputTokens { get; init; }

    /// <summary>Which counts make the prompt size. Default: all input, cached or not.</summary>
    public PromptSizeBasis SizeBasis { get; init; }

    /// <summary>
    /// Whether only the part of the prompt from the threshold on has these rates. Default: <see langword="false"/>, a cliff:
    /// every token of the request, the output included, as all first-party providers charge it.
    /// </summary>
    public bool IsMarginal { get; init; }

    /// <summary>
    /// The service tier that was served, such as <c>flex</c>, <c>priority</c> or <c>batch</c>; <see langword="null"/>: any.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>The region or residency that was served, such as <c>us</c> or <c>eu</c>; <see langword="null"/>: any.</summary>
    public string? Region { get; init; }

    /// <summary>The speed that was served, such as <c>fast</c>; <see langword="null"/>: any.</summary>
    public string? Speed { get; init; }

    /// <summary>The kind of prompt cache, such as <c>explicit</c>; <see langword="null"/>: any.</summary>
    public string? CacheMode { get; init; }

    /// <summary>The rates that replace the model's; those that are left out stay.</summary>
    public TokenRates Rates { get; init => field = value ?? TokenRates.None; } = TokenRates.None;

    /// <summary>
    /// What all token rates are multiplied with, from 0 (free) to 100, such as 1.1 for US-only inference; <see langword="null"/>
    /// is 1. Fees are not multiplied.
    /// </summary>
    public decimal? Factor { get; init; }

    /// <summary>Whether all conditions but the prompt's size hold.</summary>
    internal bool AppliesTo(in ServedAs servedAs) =>
        Matches(ServiceTier, servedAs.ServiceTier) && Matches(Region, servedAs.Region) && Matches(Speed, servedAs.Speed)
        && Matches(CacheMode, servedAs.CacheMode);

    private static bool Matches(string? condition, string? served) =>
        condition is null || string.Equals(condition, served, StringComparison.OrdinalIgnoreCase);
}
