namespace LlmCost.AI;

/// <summary>
/// Represents a <see cref="PriceVariant"/> in configuration: rates that replace the rates of the price under some conditions. An
/// omitted condition is always met.
/// </summary>
public sealed class PriceVariantOptions
{
    /// <summary>Gets or sets the minimum prompt size at which the variant applies, in tokens. Default: any size.</summary>
    public long? FromInputTokens { get; set; }

    /// <summary>Gets or sets the token counts that make up the prompt size. Default: all input, cached or not.</summary>
    public PromptSizeBasis SizeBasis { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the variant applies only to the part of the prompt from
    /// <see cref="FromInputTokens"/> on. Default: <see langword="false"/>; the variant applies to every token of the request.
    /// </summary>
    public bool IsMarginal { get; set; }

    /// <summary>Gets or sets the actual service tier to which the variant applies. Default: any tier.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>
    /// Gets or sets the actual region or data residency to which the variant applies; <c>regional</c> is every region except
    /// <c>global</c>. Default: any region.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>Gets or sets the actual speed to which the variant applies. Default: any speed.</summary>
    public string? Speed { get; set; }

    /// <summary>
    /// Gets or sets the kind of prompt cache to which the variant applies, such as <c>explicit</c>. Default: any kind.
    /// </summary>
    public string? CacheMode { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the variant applies only to responses with reasoning tokens. Default:
    /// <see langword="false"/>; the variant applies to all responses.
    /// </summary>
    public bool IsThinking { get; set; }

    /// <summary>
    /// Gets the rates that replace the rates of the price. If a rate is omitted, the rate of the price applies.
    /// </summary>
    public TokenRatesOptions Rates { get; internal init; } = new();

    /// <summary>Gets or sets the factor that multiplies all token rates, from 0 to 100. Default: 1.</summary>
    public decimal? Factor { get; set; }

    internal PriceVariant ToVariant() => new()
    {
        FromInputTokens = FromInputTokens,
        SizeBasis = SizeBasis,
        IsMarginal = IsMarginal,
        ServiceTier = ServiceTier,
        Region = Region,
        Speed = Speed,
        CacheMode = CacheMode,
        IsThinking = IsThinking,
        Rates = Rates.ToRates(),
        Factor = Factor,
    };
}
