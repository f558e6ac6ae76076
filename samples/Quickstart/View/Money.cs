using System.Globalization;

namespace Quickstart;

/// <summary>Formats amounts in USD.</summary>
internal static class Money
{
    /// <summary>Formats a small amount, such as the cost of a few calls, with five decimals.</summary>
    public static string Short(decimal usd) => usd.ToString("$#,0.00000", CultureInfo.InvariantCulture);

    /// <summary>Formats a rate or projection. Larger amounts have fewer decimals.</summary>
    public static string Rounded(decimal usd) => usd.ToString(
        usd switch { < 1 => "$0.0000", < 100 => "$0.00", _ => "$#,0" }, CultureInfo.InvariantCulture);

    /// <summary>Formats the exact amount without a currency symbol and without rounding.</summary>
    public static string Exact(decimal usd) => usd.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Returns a formatter of exact amounts that uses the same number of decimals for all amounts of a column.</summary>
    public static Func<decimal, string> ExactColumn(IEnumerable<decimal> amounts)
    {
        var decimals = Math.Max(2, amounts.Max(amount => Exact(amount) switch
        {
            var text when text.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 => text.Length - point - 1,
            _ => 0,
        }));

        return amount => amount.ToString($"$#,0.{new string('0', decimals)}", CultureInfo.InvariantCulture);
    }
}
