using System.Globalization;
using System.Numerics;

namespace LlmCost.AI;

/// <summary>An exact sum of decimals, which does not depend on the order of addition.</summary>
/// <remarks>
/// A decimal has only 28 digits, so <c>1000 + 1e-26</c> is rounded, and a plain sum depends on the order. This sum is rounded
/// only once, at the end.
/// </remarks>
internal struct BillSum
{
    private const int Decimals = 28;

    private static readonly BigInteger s_one = BigInteger.Pow(10, Decimals);
    private static readonly BigInteger[] s_factors =
        [.. Enumerable.Range(0, Decimals + 1).Select(scale => BigInteger.Pow(10, Decimals - scale))];

    /// <summary>The sum as a multiple of 1e-28, or <see langword="null"/> if nothing was added.</summary>
    private BigInteger? _sum;

    /// <summary>Adds a number, if there is one.</summary>
    public void Add(decimal? number)
    {
        if (number is not { } value)
        {
            return;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        var scaled = digits * s_factors[value.Scale];
        _sum = (_sum ?? BigInteger.Zero) + (decimal.IsNegative(value) ? -scaled : scaled);
    }

    /// <summary>Adds a sum that was stored as its <see cref="Text"/>.</summary>
    public void Add(string? text)
    {
        if (text is not null)
        {
            _sum = (_sum ?? BigInteger.Zero) + BigInteger.Parse(text, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Returns all digits of the sum, or <see langword="null"/> if nothing was added.</summary>
    public readonly string? Text => _sum?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the sum, or <see langword="null"/> if nothing was added.</summary>
    public readonly decimal? Value
    {
        get
        {
            if (_sum is not { } sum)
            {
                return null;
            }

            var whole = BigInteger.DivRem(BigInteger.Abs(sum), s_one, out var rest);
            var text = string.Create(CultureInfo.InvariantCulture, $"{whole}.{rest:D28}").TrimEnd('0');

            // The parser rounds digits that do not fit into a decimal.
            var number = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            return sum.Sign < 0 ? -number : number;
        }
    }
}
