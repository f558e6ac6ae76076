using System.Globalization;

namespace Quickstart;

/// <summary>How US dollars are written.</summary>
internal static class Money
{
    /// <summary>With a thousandth of a cent, for amounts of some calls.</summary>
    public static string Short(decimal usd) => usd.ToString("$#,0.00000", CultureInfo.InvariantCulture);

    /// <summary>With fewer decimals the larger it is, for rates and projections.</summary>
    public static string Rounded(decimal usd) => usd.ToString(
        usd switch { < 1 => "$0.0000", < 100 => "$0.00", _ => "$#,0" }, CultureInfo.InvariantCulture);

    /// <summary>Without a currency and in full, however small: nothing is rounded.</summary>
    public static string Exact(decimal usd) => usd.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Amounts in full, all with as many decimals as the finest one needs, so that a column adds up by eye.</summary>
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
