using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>Rates of a model that apply under certain conditions. All conditions that are set must match.</summary>
public sealed record PriceVariant
{
    /// <summary>
    /// Gets the prompt size from which the variant applies, in tokens, inclusive. For a price that the provider states as "over
    /// 200,000", set 200,001. <see langword="null"/> means any size.
    /// </summary>
    public long? FromInputTokens { get; init; }

    /// <summary>Gets the counts that make up the prompt size. Default: all input, cached or not.</summary>
    public PromptSizeBasis SizeBasis { get; init; }

    /// <summary>
    /// Gets a value indicating whether the rates apply only to the part of the prompt from <see cref="FromInputTokens"/> on. If
    /// <see langword="false"/> (the default), the rates apply to every token of the request, including the output. All
    /// first-party providers bill this way.
    /// </summary>
    public bool IsMarginal { get; init; }

    /// <summary>
    /// Gets the actual service tier to which the variant applies, such as <c>flex</c>, <c>priority</c> or <c>batch</c>;
    /// <see langword="null"/> means any tier.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>
    /// Gets the actual region or data residency to which the variant applies, such as <c>us</c> or <c>eu</c>. The value
    /// <c>regional</c> means every region except <c>global</c>. If <see langword="null"/>, the variant applies to any region and
    /// to requests without a region.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// Gets the actual speed to which the variant applies, such as <c>fast</c>; <see langword="null"/> means any speed.
    /// </summary>
    public string? Speed { get; init; }

    /// <summary>
    /// Gets the kind of prompt cache to which the variant applies, such as <c>explicit</c>; <see langword="null"/> means any
    /// kind.
    /// </summary>
    public string? CacheMode { get; init; }

    /// <summary>
    /// Gets a value indicating whether the variant applies only to responses with reasoning tokens, for models whose whole output
    /// is more expensive in thinking mode. Default: <see langword="false"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsThinking { get; init; }

    /// <summary>Gets the rates that replace the model's rates. Rates that are not set are unchanged.</summary>
    public TokenRates Rates { get; init => field = value ?? TokenRates.None; } = TokenRates.None;

    /// <summary>
    /// Gets the factor that multiplies all token rates, from 0 (free) to 100, such as 1.1 for US-only inference.
    /// <see langword="null"/> means 1. Fees are not multiplied.
    /// </summary>
    public decimal? Factor { get; init; }

    /// <summary>The <see cref="Region"/> of a variant for every region except <see cref="GlobalRegion"/>.</summary>
    internal const string AnyRegion = "regional";

    private const string GlobalRegion = "global";

    /// <summary>Returns true if all conditions except the prompt size match.</summary>
    internal bool AppliesTo(in ServedAs servedAs, in TokenUsage usage) =>
        Matches(ServiceTier, servedAs.ServiceTier) && MatchesRegion(servedAs.Region) && Matches(Speed, servedAs.Speed)
        && Matches(CacheMode, servedAs.CacheMode) && (!IsThinking || usage[TokenClass.OutputReasoning] > 0);

    private bool MatchesRegion(string? served) =>
        Matches(Region, served) || (Region is AnyRegion && served is not null && !Matches(GlobalRegion, served));

    private static bool Matches(string? condition, string? served) =>
        condition is null || string.Equals(condition, served, StringComparison.OrdinalIgnoreCase);
}
