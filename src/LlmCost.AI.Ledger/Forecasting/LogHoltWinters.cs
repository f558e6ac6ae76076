namespace LlmCost.AI;

/// <summary>
/// Holt-Winters on the logarithm, for series whose spread grows with their level. The ranges come from simulated paths.
/// </summary>
internal static class LogHoltWinters
{
    /// <summary>The number of paths of a forecast.</summary>
    public const int Paths = 2_000;

    /// <summary>The unit in which costs are measured, as a share of their mean.</summary>
    /// <remarks>In log(1 + y), 1 must be small relative to y, and its effect must not depend on the currency.</remarks>
    private const double Unit = 0.01;

    /// <summary>The correlation of weekly means and deviations above which the logarithm is used.</summary>
    private const double MinCorrelation = 0.7;

    private const int MinWeeks = 6;

    /// <summary>Returns true if all days have a cost, and weeks that cost more also vary more.</summary>
    public static bool IsBetter(ReadOnlySpan<double> history)
    {
        foreach (var day in history)
        {
            if (day <= 0)
            {
                return false;
            }
        }

        var weeks = history.Length / HoltWinters.Season;
        if (weeks < MinWeeks)
        {
            return false;
        }

        var (means, deviations) = (new double[weeks], new double[weeks]);
        for (var i = 0; i < weeks; i++)
        {
            var end = history.Length - (i * HoltWinters.Season);
            double[] days = [.. history[(end - HoltWinters.Season)..end]];
            means[i] = days.Average();
            deviations[i] = Math.Sqrt(days.Average(day => (day - means[i]) * (day - means[i])));
        }

        return Correlation(means, deviations) >= MinCorrelation;
    }

    /// <summary>Forecasts a history of at least three weeks.</summary>
    public static Prediction Predict(ReadOnlySpan<double> history, int ahead, double firstShare, int paths)
    {
        var unit = 0.0;
        foreach (var day in history)
        {
            unit += day * Unit / history.Length;
        }

        var logs = new double[history.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = Math.Log(1 + (history[i] / unit));
        }

        var fit = HoltWinters.Fit(logs);
        double[] residuals = [.. fit.Errors.Skip(HoltWinters.StartDays)];
        var days = Enumerable.Range(0, ahead).Select(_ => new double[paths]).ToArray();
        var sums = Enumerable.Range(0, ahead).Select(_ => new double[paths]).ToArray();
        var errors = new double[ahead];
        var path = new double[ahead];
        var random = new FixedRandom();
        for (var i = 0; i < paths; i++)
        {
            for (var h = 0; h < ahead; h++)
            {
                errors[h] = residuals[random.Next(residuals.Length)];
            }

            fit.Simulate(errors, path);
            var sum = 0.0;
            for (var h = 0; h < ahead; h++)
            {
                var cost = Math.Max((Math.Exp(path[h]) - 1) * unit, 0);
                sum += h is 0 ? cost * firstShare : cost;
                (days[h][i], sums[h][i]) = (cost, sum);
            }
        }

        return new Prediction(Distributions(days), Distributions(sums));

        static IDistribution[] Distributions(double[][] samples) =>
            [.. samples.Select(sample => new SampleDistribution(sample))];
    }

    private static double Correlation(double[] left, double[] right)
    {
        var (meanLeft, meanRight) = (left.Average(), right.Average());
        var (both, squaresLeft, squaresRight) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            both += (left[i] - meanLeft) * (right[i] - meanRight);
            squaresLeft += (left[i] - meanLeft) * (left[i] - meanLeft);
            squaresRight += (right[i] - meanRight) * (right[i] - meanRight);
        }

        return squaresLeft > 0 && squaresRight > 0 ? both / Math.Sqrt(squaresLeft * squaresRight) : 0;
    }
}
