using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Reads units of quantities, such as <c>1K tokens</c> or <c>1M</c>.</summary>
internal static partial class BillQuantity
{
    /// <summary>
    /// Returns the number of tokens, images, seconds or requests in a unit, or <see langword="null"/> if it is unknown.
    /// </summary>
    public static decimal? Scale(string? unit)
    {
        if (unit is null || Unit().Match(unit.Trim()) is not { Success: true } match)
        {
            return null;
        }

        var number = match.Groups["number"] is { Success: true, Value: var text }
            ? decimal.Parse(text.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            : 1;
        return number * match.Groups["scale"].Value.ToUpperInvariant() switch
        {
            "K" or "THOUSAND" => 1_000,
            "M" or "MILLION" => 1_000_000,
            _ => 1,
        };
    }

    [GeneratedRegex(
        @"^(?=.)(?<number>[\d,]{0,9}\d)?\s*(?<scale>K|M|thousand|million)?\s*(?:(?:input|output)\s+)?(?<noun>"
            + @"tokens?|counts?|units?|images?|characters?|seconds?|pages?|requests?|queries|search(?:es)?)?(?:/\w+)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
