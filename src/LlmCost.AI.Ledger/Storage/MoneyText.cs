using System.Buffers.Text;
using System.Globalization;

namespace LlmCost.AI;

/// <summary>
/// Formats and parses amounts in the database, which has no decimal type: all digits, no exponent, no trailing zeros.
/// </summary>
internal static class MoneyText
{
    /// <summary>The number of decimal digits that always fit into 64 bits.</summary>
    private const int MaxDigits = 19;

    /// <summary>The number 1 with 28 decimal places. Dividing by it removes trailing zeros.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    public static string Format(decimal amount) => Trim(amount).ToString(CultureInfo.InvariantCulture);

    /// <summary>Removes trailing zeros.</summary>
    public static decimal Trim(decimal amount) => amount / One;

    public static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>Parses the UTF-8 text of an amount.</summary>
    /// <exception cref="FormatException">The text is not an amount.</exception>
    public static decimal Parse(ReadOnlySpan<byte> text)
    {
        // A report parses millions of amounts, nearly all of which are this short. The general parser takes several times as
        // long.
        if (text.Length is > 0 and <= MaxDigits && TryParseShort(text, out var amount))
        {
            return amount;
        }

        return Utf8Parser.TryParse(text, out amount, out var length) && length == text.Length
            ? amount
            : throw new FormatException("The ledger contains a value that is not an amount.");
    }

    private static bool TryParseShort(ReadOnlySpan<byte> text, out decimal amount)
    {
        var (units, point) = (0UL, -1);
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if (digit is >= 0 and <= 9)
            {
                units = (units * 10) + (uint)digit;
            }
            else if (text[i] is (byte)'.' && point < 0 && i > 0 && i < text.Length - 1)
            {
                point = i;
            }
            else
            {
                amount = 0;
                return false;
            }
        }

        var decimals = point < 0 ? 0 : text.Length - 1 - point;
        amount = new decimal((int)units, (int)(units >> 32), 0, isNegative: false, (byte)decimals);
        return true;
    }
}
