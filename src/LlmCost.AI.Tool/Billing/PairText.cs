using System.Globalization;

namespace LlmCost.AI.Tool;

/// <summary>Parses options of the form <c>NAME=VALUE</c>, and percentages such as <c>1%</c>.</summary>
internal static class PairText
{
    /// <summary>Parses pairs of the form <c>NAME=VALUE</c>.</summary>
    /// <exception cref="FormatException">A pair lacks its name or its value.</exception>
    public static Dictionary<string, string> Read(string option, IReadOnlyList<string>? pairs)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || at == pair.Length - 1)
            {
                throw new FormatException($"{option} '{pair}' must have the form NAME=VALUE.");
            }

            read[pair[..at]] = pair[(at + 1)..];
        }

        return read;
    }

    /// <summary>Parses exchange rates.</summary>
    /// <exception cref="FormatException">A rate is not a positive number.</exception>
    public static Dictionary<string, decimal> Rates(string option, IReadOnlyList<string>? pairs) =>
        Read(option, pairs).ToDictionary(pair => pair.Key.ToUpperInvariant(), pair =>
            decimal.TryParse(pair.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : throw new FormatException($"{option} '{pair.Key}={pair.Value}' must be USD per unit of the currency, such as "
                + $"EUR=1.08."));

    /// <summary>Parses a percentage such as <c>1%</c> or <c>0.5%</c>.</summary>
    /// <exception cref="FormatException">The text is not a percentage from 0 to 100.</exception>
    public static decimal Share(string option, string text) =>
        text.EndsWith('%')
        && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent is >= 0 and <= 100
            ? percent / 100
            : throw new FormatException($"{option} '{text}' is not a percentage; it must have the form 1%.");
}
