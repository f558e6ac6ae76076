using System.Globalization;

namespace LlmCost.AI;

/// <summary>The names of units in a FOCUS export.</summary>
internal static class FocusUnits
{
    /// <summary>Returns the unit in which a quantity is counted, such as <c>Tokens</c>.</summary>
    public static string Plural(string unit) => unit switch
    {
        _ when UsageUnits.IsTokens(unit) => "Tokens",
        _ when unit.EndsWith("second", StringComparison.Ordinal) => "Seconds",
        _ when unit.EndsWith("character", StringComparison.Ordinal) => "Characters",
        _ when unit.EndsWith("page", StringComparison.Ordinal) => "Pages",
        _ when unit.EndsWith("image", StringComparison.Ordinal) => "Images",
        _ when unit.EndsWith("pixel", StringComparison.Ordinal) => "Pixels",
        _ when unit.EndsWith("session", StringComparison.Ordinal) => "Sessions",
        _ => "Requests",
    };

    /// <summary>Returns the unit of a price, such as <c>1000000 Tokens</c>.</summary>
    public static string Pricing(string unit, decimal per) =>
        per is 1 ? Plural(unit) : string.Create(CultureInfo.InvariantCulture, $"{MoneyText.Trim(per)} {Plural(unit)}");

    /// <summary>Returns the name of the meter, such as <c>Input Cache Read Tokens</c>.</summary>
    public static string Meter(string unit)
    {
        var words = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(unit.Replace('_', ' '));
        return UsageUnits.IsTokens(unit) ? $"{words} Tokens" : words;
    }

    /// <summary>Returns true for 1, 10, 100, and so on. Division by such a number loses no digits.</summary>
    public static bool IsPowerOfTen(decimal value)
    {
        while (value >= 10 && value % 10 is 0)
        {
            value /= 10;
        }

        return value is 1;
    }
}
