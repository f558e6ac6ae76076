namespace LlmCost.AI;

/// <summary>The price of a model: rates for tokens, variants of these rates, and fees for other units.</summary>
/// <remarks>Instances are immutable and thread-safe. Two prices are equal if their rates, variants and fees are equal.</remarks>
public sealed record ModelPrice
{
    /// <summary>The rates are computed on first use, and again for a copy with other rates. Equality ignores them.</summary>
    private BaseRates? _baseRates;

    /// <summary>Gets the rates for the standard tier, short prompts and the provider's default region.</summary>
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
    /// Gets the rates that differ for long prompts, service tiers, regions and speeds. All variants that apply override the rates
    /// in list order; rates that they do not set are unchanged. If empty, <see cref="Rates"/> apply to all requests.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<PriceVariant> Variants { get; init => field = NotNull(value); } = [];

    /// <summary>Gets the fees that are charged in addition to tokens. If empty, there are none.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<FeeRate> Fees { get; init => field = NotNull(value); } = [];

    /// <summary>
    /// Gets a value indicating whether this is the price of a router. The provider charges it on top of the price of the model
    /// that the router selects. Default: <see langword="false"/>.
    /// </summary>
    public bool IsRouting { get; init; }

    /// <summary>Calculates the cost of a request's tokens at the standard tier, region and speed.</summary>
    /// <param name="usage">
    /// The disjoint token counts of one request. Do not pass the sum of several requests, because prices depend on the size of
    /// each prompt.
    /// </param>
    /// <returns>
    /// The cost by token class, in USD, not rounded. Tokens without a rate, such as the output of an embedding model, cost
    /// nothing.
    /// </returns>
    /// <exception cref="OverflowException">
    /// The product of a count and a rate is beyond <see cref="decimal.MaxValue"/>.
    /// </exception>
    public CostBreakdown Calculate(in TokenUsage usage) => Calculate(in usage, default, []);

    /// <summary>Calculates the cost of a request's usage.</summary>
    /// <param name="usage">
    /// The disjoint token counts of one request. Do not pass the sum of several requests, because prices depend on the size of
    /// each prompt.
    /// </param>
    /// <param name="servedAs">The actual tier, region and speed.</param>
    /// <param name="quantities">
    /// The non-token usage. If it contains no <see cref="BillableUnit.Request"/>, it counts as one request.
    /// </param>
    /// <returns>
    /// The cost by token class, in USD, not rounded. Tokens without a rate, such as the output of an embedding model, cost
    /// nothing.
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
        var unrated = default(UnratedUsage);
        PriceCalculator.Calculate(this, in usage, in servedAs, quantities, lines: null, ref amounts, ref unrated);
        return new CostBreakdown(in amounts);
    }

    /// <summary>Returns a value indicating whether the rates, variants and fees of two prices are equal.</summary>
    /// <param name="other">The other price.</param>
    /// <returns><see langword="true"/> if they are equal; otherwise <see langword="false"/>.</returns>
    public bool Equals(ModelPrice? other) =>
        other is not null && Rates == other.Rates && IsRouting == other.IsRouting && Variants.SequenceEqual(other.Variants)
        && Fees.SequenceEqual(other.Fees);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rates, Variants.Count, Fees.Count);

    /// <summary>Gets the rates per token that apply without a variant.</summary>
    internal BaseRates BaseRates => _baseRates ??= new BaseRates(Rates);

    /// <summary>True if any token rate is above zero.</summary>
    internal bool IsPaidByTokens => Rates.Known.Any(static rate => rate.Rate > 0);

    /// <summary>True if tokens have a price of zero and there are no fees.</summary>
    internal bool IsFree => Fees.Count is 0 && HasTokenRates && !IsPaidByTokens;

    internal bool HasTokenRates => Rates.Input is not null || Variants.Count > 0 || Rates.Known.Any();

    /// <summary>Returns true if the tier is standard, or if this price has a variant for it.</summary>
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

    /// <summary>Returns true if the speed is standard, or if this price has a variant for it.</summary>
    internal bool KnowsSpeed(string? speed)
    {
        if (ServedAs.IsStandard(speed))
        {
            return true;
        }

        for (var i = 0; i < Variants.Count; i++)
        {
            if (string.Equals(Variants[i].Speed, speed, StringComparison.OrdinalIgnoreCase))
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
