namespace LlmCost.AI;

/// <summary>What a model costs: rates of tokens, what changes them, and fees in addition to tokens.</summary>
/// <remarks>Immutable; safe on any thread. Two prices are equal if their rates, variants and fees are.</remarks>
public sealed record ModelPrice
{
    /// <summary>
    /// Worked out at the first calculation, and again after the rates of a copy were replaced. No part of equality.
    /// </summary>
    private BaseRates? _baseRates;

    /// <summary>Gets the rates of the standard tier, of short prompts and of the provider's default region.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public TokenRates Rates
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            _baseRates = null;
        }
    } = TokenRates.None;

    /// <summary>
    /// Gets what differs for long prompts, service tiers, regions and fast modes. All that apply are laid over the rates, in this
    /// order, rate by rate; a rate that none of them has stays. Empty: one price for all.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<PriceVariant> Variants { get; init => field = NotNull(value); } = [];

    /// <summary>Gets what is charged in addition to tokens. Empty: nothing.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<FeeRate> Fees { get; init => field = NotNull(value); } = [];

    /// <summary>Multiplies the tokens of a request, served in the standard way, with this price.</summary>
    /// <param name="usage">The disjoint token counts of one request; prices of long prompts make sums of requests wrong.</param>
    /// <returns>
    /// The cost by token class, in USD, not rounded. Tokens for which there is no rate at all, such as the output of an embedding
    /// model, cost nothing.
    /// </returns>
    /// <exception cref="OverflowException">
    /// The product of a count and a rate is beyond <see cref="decimal.MaxValue"/>.
    /// </exception>
    public CostBreakdown Calculate(in TokenUsage usage) => Calculate(in usage, default, []);

    /// <summary>Multiplies the usage of a request with this price.</summary>
    /// <param name="usage">The disjoint token counts of one request; prices of long prompts make sums of requests wrong.</param>
    /// <param name="servedAs">The tier, region and speed that were served.</param>
    /// <param name="quantities">What was used in addition to tokens. One request, unless requests are listed.</param>
    /// <returns>
    /// The cost by token class, in USD, not rounded. Tokens for which there is no rate at all, such as the output of an embedding
    /// model, cost nothing.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="quantities"/> is <see langword="null"/>.</exception>
    /// <exception cref="DivideByZeroException"><see cref="FeeRate.Per"/> of a fee that applies is zero.</exception>
    /// <exception cref="OverflowException">
    /// The product of a count and a rate is beyond <see cref="decimal.MaxValue"/>.
    /// </exception>
    public CostBreakdown Calculate(in TokenUsage usage, in ServedAs servedAs, IReadOnlyList<BillableQuantity> quantities)
    {
        ArgumentNullException.ThrowIfNull(quantities);

        var amounts = default(TokenClassAmounts);
        PriceCalculator.Calculate(this, in usage, in servedAs, quantities, lines: null, ref amounts);
        return new CostBreakdown(in amounts);
    }

    /// <summary>Returns true if the rates, variants and fees of two prices are equal.</summary>
    /// <param name="other">The other price.</param>
    /// <returns>True if they are.</returns>
    public bool Equals(ModelPrice? other) =>
        other is not null && Rates == other.Rates && Variants.SequenceEqual(other.Variants) && Fees.SequenceEqual(other.Fees);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rates, Variants.Count, Fees.Count);

    /// <summary>Gets what each token costs where no variant applies.</summary>
    internal BaseRates BaseRates => _baseRates ??= new BaseRates(Rates);

    /// <summary>True if tokens cost anything.</summary>
    internal bool IsPaidByTokens => Rates.Known.Any(static rate => rate.Rate > 0);

    /// <summary>True if tokens have a price, which is zero, and nothing else is charged.</summary>
    internal bool IsFree => Fees.Count is 0 && HasTokenRates && !IsPaidByTokens;

    private bool HasTokenRates => Rates.Input is not null || Variants.Count > 0 || Rates.Known.Any();

    /// <summary>Returns true if the price has a rate for tokens, zero included, or for something else that a call used.</summary>
    internal bool Charges(IReadOnlyList<BillableQuantity> quantities) =>
        HasTokenRates || PriceCalculator.HasRequestFee(Fees) || PriceCalculator.HasFee(Fees, quantities);

    /// <summary>Returns true if a tier is the standard one, or one that this price has a variant for.</summary>
    internal bool KnowsTier(string? tier)
    {
        if (ServedAs.IsStandard(tier))
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

    private static IReadOnlyList<T> NotNull<T>(IReadOnlyList<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
