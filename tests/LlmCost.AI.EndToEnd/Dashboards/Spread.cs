using System.Globalization;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>How the values of a histogram lie around their mean.</summary>
internal static class Spread
{
    // The part of the values that are not above the mean times a factor. Weighted by their parts the factors come to 1, so the mean stays what it is.
    private static readonly (decimal Part, decimal Factor)[] s_steps = [(0.2m, 0.4m), (0.7m, 0.8m), (0.95m, 1.4m), (1m, 3.4m)];

    /// <summary>How many of some values are not above a bound.</summary>
    public static decimal CountBelow(decimal bound, decimal count, decimal mean) =>
        s_steps.Where(step => mean * step.Factor <= bound).Select(step => decimal.Round(count * step.Part)).LastOrDefault();

    /// <summary>A bound as the label <c>le</c> has it.</summary>
    public static string Le(decimal bound) => bound.ToString(CultureInfo.InvariantCulture);
}
