namespace LlmCost.AI;

/// <summary>What each token costs by a price without its variants, worked out once for all calls.</summary>
/// <remarks>
/// As whole numbers of the smallest part of a USD that any of the rates has. Their products and sums are exact, as those of decimals are, and take a fraction of
/// the time.
/// </remarks>
internal sealed class PlainRates
{
    /// <summary>The decimals that a rate per token has beyond the same per million.</summary>
    private const int DecimalsOfMillion = 6;

    /// <summary>The most decimals that a <see cref="decimal"/> can have.</summary>
    private const int MaxScale = 28;

    /// <summary>The largest rate for which the sum over all units, of as many tokens as are believed, has no more than the 96 bits of a <see cref="decimal"/>.</summary>
    private const ulong MaxRate = 1UL << 58;

    private readonly ulong[] _rates = new ulong[TokenKindCounts.Length];
    private readonly byte _scale;
    private readonly bool _areWhole = true;

    /// <summary>Works out the rates.</summary>
    /// <param name="price">The price.</param>
    public PlainRates(ModelPrice price)
    {
        Price = price;
        var rates = new EffectiveRates(price);
        var perMillion = new decimal[TokenKindCounts.Length];
        for (var unit = 0; unit < perMillion.Length; unit++)
        {
            perMillion[unit] = rates[(TokenKind)unit].GetValueOrDefault();
        }

        var decimals = perMillion.Max(rate => rate.Scale);
        _scale = (byte)Math.Min(MaxScale, decimals + DecimalsOfMillion);
        for (var unit = 0; unit < perMillion.Length; unit++)
        {
            _areWhole &= TryGetWhole(perMillion[unit], _scale - DecimalsOfMillion, out _rates[unit]);
        }

        HasRequestFee = PriceCalculator.HasRequestFee(price.Fees);
    }

    /// <summary>The price.</summary>
    public ModelPrice Price { get; }

    /// <summary>Whether each request is charged.</summary>
    public bool HasRequestFee { get; }

    /// <summary>Multiplies a usage with these rates.</summary>
    /// <param name="tokens">The count of each unit, by its number.</param>
    /// <param name="amounts">Takes what each class costs; all zero before, and if it can't be told so.</param>
    /// <param name="total">The sum of the amounts.</param>
    /// <returns>Whether it can be told so: not for rates of very many digits, nor for counts that can't be true.</returns>
    public bool TryMultiply(ReadOnlySpan<long> tokens, ref TokenClassAmounts amounts, out decimal total)
    {
        var sum = UInt128.Zero;
        for (var unit = 0; unit < tokens.Length; unit++)
        {
            var count = tokens[unit];
            if (count is 0)
            {
                continue;
            }

            if (count is < 0 or > CountLimits.Max || !_areWhole)
            {
                amounts = default;
                total = 0;
                return false;
            }

            var product = Math.BigMul(_rates[unit], (ulong)count);
            sum += product;
            PriceCalculator.Add(ref amounts[(int)((TokenKind)unit).Class()], ToDecimal(product));
        }

        total = ToDecimal(sum);
        return true;
    }

    private decimal ToDecimal(UInt128 whole) => new((int)(ulong)whole, (int)((ulong)whole >> 32), (int)(ulong)(whole >> 64), isNegative: false, _scale);

    /// <summary>Tells a rate as a whole number of parts that have some decimals.</summary>
    private static bool TryGetWhole(decimal rate, int decimals, out ulong whole)
    {
        // Adding a zero gives the rate as many decimals, if there is room for them.
        var scaled = rate + new decimal(0, 0, 0, isNegative: false, (byte)decimals);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(scaled, bits);
        whole = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        return scaled.Scale == decimals && bits[2] is 0 && whole <= MaxRate && !decimal.IsNegative(scaled);
    }
}
