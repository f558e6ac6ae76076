using System.Numerics;

namespace LlmCost.AI;

/// <summary>
/// A sum of decimals that loses no digit. A decimal can't hold the exact sum of values with 28 digits, such as costs at an hourly
/// price, and its rounding depends on the order of addition.
/// </summary>
internal readonly record struct ExactSum
{
    private const int MaxScale = 28;

    private static readonly BigInteger[] s_powers = [.. Enumerable.Range(0, MaxScale + 1).Select(i => BigInteger.Pow(10, i))];

    private static readonly BigInteger s_max = new(decimal.MaxValue);

    private BigInteger Units { get; init; }

    public ExactSum Add(decimal? amount)
    {
        if (amount is not { } value || value is 0)
        {
            return this;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = (BigInteger)(((UInt128)(uint)bits[2] << 64) | ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        digits *= s_powers[MaxScale - value.Scale];
        return new ExactSum { Units = Units + (value < 0 ? -digits : digits) };
    }

    /// <summary>Returns the sum with as many digits as a decimal has room for.</summary>
    public decimal ToDecimal()
    {
        var (units, scale) = (Units, MaxScale);
        while (BigInteger.Abs(units) > s_max)
        {
            units /= 10;
            scale--;
        }

        return (decimal)units / (decimal)s_powers[scale];
    }

    public override string ToString() => MoneyText.Format(ToDecimal());
}
