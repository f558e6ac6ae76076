namespace LlmCost.AI;

/// <summary>The median of several distributions, moved to a common center.</summary>
internal sealed class MedianDistribution(double center, IReadOnlyList<IDistribution> parts) : IDistribution
{
    public double Center => center;

    public bool HasRange => parts.All(part => part.HasRange);

    /// <summary>Returns the median of values.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public double Quantile(double probability) => center + Of(parts.Select(part => part.Quantile(probability) - part.Center));

    public double ChanceAbove(double amount) => Of(parts.Select(part => part.ChanceAbove(amount - center + part.Center)));
}
