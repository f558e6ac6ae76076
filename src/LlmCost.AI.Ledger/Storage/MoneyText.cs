using System.Buffers.Text;
using System.Globalization;

namespace LlmCost.AI;

/// <summary>The text of amounts in the database, which has no decimal type: all digits, no exponent, no trailing zeros.</summary>
internal static class MoneyText
{
    /// <summary>Dividing by it removes trailing zeros.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    public static string Format(decimal amount) => Trim(amount).ToString(CultureInfo.InvariantCulture);

    /// <summary>Removes trailing zeros.</summary>
    public static decimal Trim(decimal amount) => amount / One;

    public static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>Parses the UTF-8 text of an amount.</summary>
    /// <exception cref="FormatException">The text is not an amount.</exception>
    public static decimal Parse(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out decimal amount, out var length) && length == text.Length
            ? amount
            : throw new FormatException("The ledger contains a text that is not an amount.");
}
