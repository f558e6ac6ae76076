namespace LlmCost.AI;

/// <summary>
/// What differs from a price under some conditions, as it stands in configuration: see <see cref="PriceVariant"/>. Conditions
/// that are left out always hold.
/// </summary>
public sealed class PriceVariantOptions
{
    /// <summary>Gets or sets the prompt size from which the variant applies, in tokens, inclusive. Default: any size.</summary>
    public long? FromInputTokens { get; set; }

    /// <summary>Gets or sets the counts that make the prompt size. Default: all input, cached or not.</summary>
    public PromptSizeBasis SizeBasis { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether the variant applies to the part of the prompt from the threshold on only. Default:
    /// <see langword="false"/>, every token of the request.
    /// </summary>
    public bool IsMarginal { get; set; }

    /// <summary>Gets or sets the service tier that was served. Default: any tier.</summary>
    public string? ServiceTier { get; set; }

    /// <summary>Gets or sets the region or data residency that was served. Default: any region.</summary>
    public string? Region { get; set; }

    /// <summary>Gets or sets the speed that was served. Default: any speed.</summary>
    public string? Speed { get; set; }

    /// <summary>Gets the rates that replace those of the price; rates that are left out stay.</summary>
    public TokenRatesOptions Rates { get; internal init; } = new();

    /// <summary>Gets or sets the factor that multiplies all rates of tokens, from 0 to 100. Default: 1.</summary>
    public decimal? Factor { get; set; }

    internal PriceVariant ToVariant() => new()
    {
        FromInputTokens = FromInputTokens,
        SizeBasis = SizeBasis,
        IsMarginal = IsMarginal,
        ServiceTier = ServiceTier,
        Region = Region,
        Speed = Speed,
        Rates = Rates.ToRates(),
        Factor = Factor,
    };
}
