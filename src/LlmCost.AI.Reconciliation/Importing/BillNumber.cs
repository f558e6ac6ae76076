using System.Globalization;
using System.Numerics;
using Parquet.Data;

namespace LlmCost.AI;

/// <summary>Parses numbers on bills, independently of the culture of the process.</summary>
internal static class BillNumber
{
    /// <summary>
    /// The largest accepted number: far above any bill, and small enough that millions of rows can be added without overflow.
    /// </summary>
    private const decimal Limit = 1_000_000_000_000_000_000;

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent
        | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>Reads a number, or returns <see langword="null"/> for an empty string.</summary>
    /// <exception cref="BillRowException">The text is not a number.</exception>
    public static decimal? Read(string? text, string column)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number))
        {
            throw new BillRowException($"'{Short(text)}' in column '{column}' is not a number.");
        }

        return Math.Abs(number) < Limit
            ? number
            : throw new BillRowException($"'{Short(text)}' in column '{column}' is too large.");
    }

    /// <summary>Returns a number as a count.</summary>
    /// <exception cref="BillRowException">The number is not whole.</exception>
    public static long? Count(decimal? number, string column) => number is not { } value ? null
        : value == decimal.Truncate(value) && Math.Abs(value) < long.MaxValue
            ? (long)value
            : throw new BillRowException(string.Create(
                CultureInfo.InvariantCulture, $"'{value}' in column '{column}' is not a whole number."));

    /// <summary>Formats a number of any size as text without an exponent.</summary>
    public static string Text(BigDecimal number)
    {
        var digits = BigInteger.Abs(number.UnscaledValue).ToString(CultureInfo.InvariantCulture);
        if (number.Scale > 0)
        {
            digits = digits.PadLeft(number.Scale + 1, '0');
            digits = $"{digits[..^number.Scale]}.{digits[^number.Scale..].TrimEnd('0')}".TrimEnd('.');
        }

        return number.UnscaledValue.Sign < 0 ? $"-{digits}" : digits;
    }

    /// <summary>Truncates text for a message.</summary>
    public static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
