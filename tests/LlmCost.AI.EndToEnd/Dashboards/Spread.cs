using System.Globalization;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>The distribution of the values of a histogram around their mean.</summary>
internal static class Spread
{
    // Part is the share of the values that are at most the mean times Factor. The factors, weighted by the size of their steps,
    // add up to 1, which preserves the mean.
    private static readonly (decimal Part, decimal Factor)[] s_steps = [(0.2m, 0.4m), (0.7m, 0.8m), (0.95m, 1.4m), (1m, 3.4m)];

    /// <summary>Returns the number of values that are at most a bound.</summary>
    public static decimal CountBelow(decimal bound, decimal count, decimal mean) =>
        s_steps.Where(step => mean * step.Factor <= bound).Select(step => decimal.Round(count * step.Part)).LastOrDefault();

    /// <summary>Returns a bound in the format of the label <c>le</c>.</summary>
    public static string Le(decimal bound) => bound.ToString(CultureInfo.InvariantCulture);
}
