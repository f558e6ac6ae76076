namespace LlmCost.AI;

/// <summary>The normal distribution.</summary>
/// <param name="center">The mean.</param>
/// <param name="deviation">The standard deviation, or <see langword="null"/> if it is unknown.</param>
internal sealed class NormalDistribution(double center, double? deviation) : IDistribution
{
    /// <summary>
    /// The 90 % quantile of the standard normal distribution: 80 % of the values are within this many standard deviations of the
    /// mean.
    /// </summary>
    public const double Z90 = 1.2815515655446004;

    public double Center => center;

    public bool HasRange => deviation is not null;

    public double Quantile(double probability) => center + ((deviation ?? 0) * Z(probability));

    public double ChanceAbove(double amount) =>
        deviation is > 0 ? Tail((amount - center) / deviation.Value) : amount < center ? 1 : 0;

    /// <summary>
    /// Returns the quantile of the standard normal distribution by bisection, which is exact to the last digits.
    /// </summary>
    private static double Z(double probability)
    {
        if (probability is 0.5)
        {
            return 0;
        }

        if (probability is 0.1 or 0.9)
        {
            return probability < 0.5 ? -Z90 : Z90;
        }

        var (low, high) = (-9.0, 9.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Tail(middle) > 1 - probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>
    /// Returns the probability of a value greater than z. The complementary error function is approximated with Chebyshev
    /// coefficients from Numerical Recipes; the relative error is less than 1.2e-7.
    /// </summary>
    private static double Tail(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        ReadOnlySpan<double> coefficients =
        [
            0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
            -1.26551223,
        ];
        var sum = 0.0;
        foreach (var coefficient in coefficients)
        {
            sum = (sum * t) + coefficient;
        }

        var tail = t * Math.Exp(sum - (x * x)) / 2;
        return z >= 0 ? tail : 1 - tail;
    }
}
