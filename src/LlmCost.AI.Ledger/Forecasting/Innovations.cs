namespace LlmCost.AI;

/// <summary>Derives the errors of forecasts of several days, and of their sums, from errors of one-day forecasts.</summary>
internal static class Innovations
{
    /// <summary>Returns the cost of the days ahead if errors are normally distributed and change later forecasts.</summary>
    /// <param name="means">The expected cost of each day.</param>
    /// <param name="weights">
    /// How much the error of a day changes the forecast of each following day, in order. One element fewer than the days.
    /// </param>
    /// <param name="errors">The errors of forecasts of one day ahead. Empty if there are too few for a range.</param>
    /// <param name="firstShare">The share of the first day that is still ahead.</param>
    public static Prediction Predict(
        IReadOnlyList<double> means, ReadOnlySpan<double> weights, IReadOnlyList<double> errors, double firstShare)
    {
        var (scale, deviation) = (Scale(errors), Deviation(errors));
        var days = new IDistribution[means.Count];
        var sums = new IDistribution[means.Count];
        var sum = 0.0;
        for (var h = 1; h <= means.Count; h++)
        {
            var mean = Math.Max(means[h - 1], 0);
            sum += h is 1 ? mean * firstShare : mean;
            days[h - 1] = new NormalDistribution(mean, scale * Math.Sqrt(OfDay(weights, h)));
            sums[h - 1] = new NormalDistribution(sum, deviation * Math.Sqrt(OfSum(weights, h, firstShare)));
        }

        return new Prediction(days, sums);
    }

    /// <summary>Returns the variance of the error of a day ahead, as a multiple of that of one day.</summary>
    public static double OfDay(ReadOnlySpan<double> weights, int ahead)
    {
        var variance = 1.0;
        for (var j = 1; j < ahead; j++)
        {
            variance += weights[j - 1] * weights[j - 1];
        }

        return variance;
    }

    /// <summary>Returns the variance of the error of a sum of days ahead, as a multiple of that of one day.</summary>
    /// <remarks>
    /// The error of a day is in the sum once for itself, and once for each later day by its weight. Of the first day, only a
    /// share is ahead.
    /// </remarks>
    public static double OfSum(ReadOnlySpan<double> weights, int days, double firstShare)
    {
        var (variance, effect) = (0.0, 1.0);
        for (var h = days; h >= 1; h--)
        {
            var own = h is 1 ? effect - 1 + firstShare : effect;
            variance += own * own;
            effect += days - h < weights.Length ? weights[days - h] : 0;
        }

        return variance;
    }

    /// <summary>
    /// Returns the deviation of a normal distribution whose range of 80 % has contained 80 % of the errors. A few days that were
    /// very different, such as holidays, do not widen the range of all others.
    /// </summary>
    private static double? Scale(IReadOnlyList<double> errors) => errors.Count is 0
        ? null
        : new SampleDistribution([.. errors.Select(Math.Abs)]).Quantile(0.8) / NormalDistribution.Z90;

    /// <summary>Returns the standard deviation of the errors. Unusual days are included: each month contains some.</summary>
    private static double? Deviation(IReadOnlyList<double> errors) =>
        errors.Count is 0 ? null : Math.Sqrt(errors.Average(error => error * error));
}
