namespace LlmCost.AI;

/// <summary>What a model costs: rates by token class, what changes them, and fees beside tokens.</summary>
/// <remarks>
/// The rates themselves are those of the standard tier, of short prompts and of the provider's default region. Immutable; safe on any thread.
/// </remarks>
public sealed record ModelPrice : TokenRates
{
    private PlainRatesMemo _plainRates;

    /// <summary>Makes a price without any rate.</summary>
    public ModelPrice()
    {
    }

    /// <summary>Makes a price of rates.</summary>
    /// <param name="rates">The rates, which are copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rates"/> is <see langword="null"/>.</exception>
    public ModelPrice(TokenRates rates)
        : base(rates)
    {
    }

    /// <summary>
    /// What differs for long prompts, service tiers, regions and fast modes. All that hold are laid over the rates, in this order, key by key; a
    /// rate that none of them has stays. Empty: one price for all.
    /// </summary>
    public IReadOnlyList<PriceVariant> Variants { get => field ?? []; init; }

    /// <summary>What is charged beside tokens. Empty: nothing.</summary>
    public IReadOnlyList<FeeRate> Fees { get => field ?? []; init; }

    /// <summary>Multiplies a usage with this price.</summary>
    /// <param name="usage">The disjoint token counts of one request; prices of long prompts make sums of requests wrong.</param>
    /// <param name="context">What was served, and what was used beside tokens.</param>
    /// <returns>The cost by token class, in USD, not rounded. Tokens for which there is no rate at all, such as the output of an embedding model, cost nothing.</returns>
    /// <exception cref="OverflowException">The product of a count and a rate is beyond <see cref="decimal.MaxValue"/>.</exception>
    public CostBreakdown Calculate(in TokenUsage usage, in PricingContext context = default)
    {
        var amounts = default(TokenClassAmounts);
        PriceCalculator.Calculate(this, in usage, in context, lines: null, ref amounts);
        return new CostBreakdown(in amounts);
    }

    /// <summary>What each token costs where no variant holds.</summary>
    internal PlainRates PlainRates => _plainRates.Of(this);

    /// <summary>Whether tokens cost anything.</summary>
    internal bool IsPaidByTokens => Any(static rate => rate > 0);

    /// <summary>Whether tokens have a price, which is zero, and nothing else is charged.</summary>
    internal bool IsFree => Fees.Count is 0 && HasTokenRates && !IsPaidByTokens;

    /// <summary>Whether it has a price for tokens, be it zero, or for something else of what a call used.</summary>
    internal bool Charges(IReadOnlyList<BillableQuantity> quantities) => HasTokenRates || quantities.Count > 0 || PlainRates.HasRequestFee;

    private bool HasTokenRates => Input is not null || Variants.Count > 0 || Any(static rate => rate is not null);

    /// <summary>Whether a tier is the standard one, or one that this price knows.</summary>
    internal bool KnowsTier(string? tier)
    {
        if (PricingContext.IsStandard(tier))
        {
            return true;
        }

        for (var i = 0; i < Variants.Count; i++)
        {
            if (string.Equals(Variants[i].ServiceTier, tier, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private bool Any(Func<decimal?, bool> holds) =>
        holds(Input) || holds(Output) || holds(InputAudio) || holds(OutputAudio) || holds(InputImage) || holds(OutputImage) || holds(InputVideo)
        || holds(OutputVideo) || holds(InputCacheRead) || holds(InputCacheWrite) || holds(InputCacheWriteOneHour) || holds(InputAudioCacheRead)
        || holds(InputImageCacheRead) || holds(OutputReasoning) || holds(OutputCitation);
}
