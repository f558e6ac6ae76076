namespace LlmCost.AI;

/// <summary>What each token costs by a price without its variants, worked out once for all calls.</summary>
/// <remarks>
/// Whole numbers of the smallest part of a USD that any of the rates has. Their products and sums are as exact as those of
/// decimals and take a fraction of the time.
/// </remarks>
internal sealed class BaseRates
{
    /// <summary>The decimals that a rate per token has beyond the same per million.</summary>
    private const int DecimalsOfMillion = 6;

    /// <summary>The most decimals that a <see cref="decimal"/> can have.</summary>
    private const int MaxScale = 28;

    /// <summary>
    /// The largest rate for which the sum over all kinds, at the largest believable counts, fits the 96 bits of a
    /// <see cref="decimal"/>.
    /// </summary>
    private const ulong MaxRate = 1UL << 58;

    private readonly ulong[] _rates = new ulong[TokenKindCounts.Length];
    private readonly byte _scale;
    private readonly bool _areWhole = true;

    /// <summary>Works out the rates.</summary>
    /// <param name="rates">The rates per million tokens.</param>
    public BaseRates(TokenRates rates)
    {
        var effective = new EffectiveRates(rates);
        Span<decimal> perMillion = stackalloc decimal[TokenKindCounts.Length];
        byte decimals = 0;
        foreach (var kind in TokenKinds.All)
        {
            ref var rate = ref perMillion[(int)kind];
            rate = effective[kind].GetValueOrDefault();
            decimals = Math.Max(decimals, rate.Scale);
        }

        _scale = (byte)Math.Min(MaxScale, decimals + DecimalsOfMillion);
        for (var kind = 0; kind < perMillion.Length; kind++)
        {
            _areWhole &= TryGetWhole(perMillion[kind], _scale - DecimalsOfMillion, out _rates[kind]);
        }
    }

    /// <summary>Multiplies a usage with these rates.</summary>
    /// <param name="tokens">The count of each kind, by its number.</param>
    /// <param name="amounts">
    /// Receives the cost of each class; all zero before the call, and after it where the result is false.
    /// </param>
    /// <param name="total">The sum of the amounts.</param>
    /// <returns>True if it could be calculated so; false for rates of very many digits and for implausible counts.</returns>
    public bool TryMultiply(ReadOnlySpan<long> tokens, ref TokenClassAmounts amounts, out decimal total)
    {
        var sum = UInt128.Zero;
        for (var kind = 0; kind < tokens.Length; kind++)
        {
            var count = tokens[kind];
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

            var product = Math.BigMul(_rates[kind], (ulong)count);
            sum += product;
            PriceCalculator.Add(ref amounts[(int)((TokenKind)kind).Class()], ToDecimal(product));
        }

        total = ToDecimal(sum);
        return true;
    }

    private decimal ToDecimal(UInt128 whole) => new((int)(ulong)whole, (int)((ulong)whole >> 32), (int)(ulong)(whole >> 64), isNegative: false, _scale);

    /// <summary>Converts a rate to a whole number of parts that have some decimals.</summary>
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
