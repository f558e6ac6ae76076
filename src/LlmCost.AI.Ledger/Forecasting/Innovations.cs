namespace LlmCost.AI;

/// <summary>
/// Derives the errors of forecasts several days ahead, and of sums of days, from the errors of forecasts one day ahead.
/// </summary>
internal static class Innovations
{
    /// <summary>Returns the cost of the coming days, given normally distributed errors that change later forecasts.</summary>
    /// <param name="means">The expected cost of each day.</param>
    /// <param name="weights">
    /// How much the error of a day changes the forecast of each following day, in order. It has one element fewer than
    /// <paramref name="means"/>.
    /// </param>
    /// <param name="errors">
    /// The errors of forecasts one day ahead. The list is empty if there are too few errors to compute a range.
    /// </param>
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

    /// <summary>Returns the error variance of a coming day, as a multiple of the variance of one day.</summary>
    public static double OfDay(ReadOnlySpan<double> weights, int ahead)
    {
        var variance = 1.0;
        for (var j = 1; j < ahead; j++)
        {
            variance += weights[j - 1] * weights[j - 1];
        }

        return variance;
    }

    /// <summary>Returns the error variance of a sum of coming days, as a multiple of the variance of one day.</summary>
    /// <remarks>
    /// The error of a day affects the sum through the day itself and, weighted, through each later day. Only a part of the first
    /// day is still to come.
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
    /// Returns the deviation of the normal distribution whose 80 % range contains 80 % of the errors. A few unusual days, such as
    /// holidays, do not widen the range of all other days.
    /// </summary>
    private static double? Scale(IReadOnlyList<double> errors) => errors.Count is 0
        ? null
        : new SampleDistribution([.. errors.Select(Math.Abs)]).Quantile(0.8) / NormalDistribution.Z90;

    /// <summary>
    /// Returns the standard deviation of the errors. Unusual days are included, because each month contains some.
    /// </summary>
    private static double? Deviation(IReadOnlyList<double> errors) =>
        errors.Count is 0 ? null : Math.Sqrt(errors.Average(error => error * error));
}
