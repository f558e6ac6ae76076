namespace LlmCost.AI;

/// <summary>Makes the ranges of sums as wide as the errors that the same method has made in the past.</summary>
/// <remarks>
/// A forecast method derives the range of a sum from the correlation that it assumes between the errors of successive days.
/// Without calibration, the range of a month would be too wide for a series without a trend, and too narrow for a series with
/// steps.
/// </remarks>
internal static class Calibration
{
    /// <summary>The minimum number of days of history. A shorter history allows too few forecasts with known errors.</summary>
    public const int MinDays = Candidates.HoltWintersDays + HoltWinters.Season;

    private const int MaxOrigins = 91;

    /// <summary>Fewer paths than for a forecast, because the widths of forecasts from many days are averaged.</summary>
    private const int Paths = 200;

    /// <summary>
    /// The share by which a range is widened if all errors come from one period: 0.2 is 20 %. Student's t distribution would
    /// widen the range by about as much if each period counted as three errors.
    /// </summary>
    private const double Caution = 0.2;

    /// <summary>Returns a prediction whose sums have calibrated ranges.</summary>
    /// <param name="prediction">The prediction of a method.</param>
    /// <param name="method">The method of the prediction; it must have a range.</param>
    /// <param name="history">The cost of each day, at least <see cref="MinDays"/>.</param>
    /// <param name="isLogarithmic">True if Holt-Winters forecasts the logarithm.</param>
    public static Prediction Apply(Prediction prediction, ForecastMethod method, double[] history, bool isLogarithmic)
    {
        var ahead = prediction.Sums.Count;
        var (above, below) = (new double[ahead], new double[ahead]);
        var (upper, lower) = (new double[ahead], new double[ahead]);
        var first = Math.Max(Candidates.HoltWintersDays, history.Length - MaxOrigins);
        for (var origin = first; origin < history.Length; origin++)
        {
            var days = Math.Min(ahead, history.Length - origin);
            var sums = Candidates.All(history.AsSpan(0, origin), days, 1, isLogarithmic, Paths)
                .First(one => one.Method == method).Prediction.Sums;
            var actual = 0.0;
            for (var h = 0; h < days; h++)
            {
                actual += history[origin + h];
                var center = sums[h].Center;
                (actual > center ? above : below)[h] += Square(actual - center);
                upper[h] += Square((sums[h].Quantile(0.9) - center) / NormalDistribution.Z90);
                lower[h] += Square((center - sums[h].Quantile(0.1)) / NormalDistribution.Z90);
            }
        }

        return prediction with
        {
            Sums = [.. prediction.Sums.Select((sum, h) => Scale(sum, Math.Min(h + 1, history.Length - first)))],
        };

        IDistribution Scale(IDistribution sum, int days)
        {
            // The errors of periods that are somewhat shorter are included, because they are similar and more numerous.
            var periods = (days / 2)..days;
            var (high, low) = (above[periods].Sum(), below[periods].Sum());
            var (assumedHigh, assumedLow) = (upper[periods].Sum(), lower[periods].Sum());
            if (assumedHigh <= 0 || assumedLow <= 0)
            {
                return sum;
            }

            // Errors above the center mostly widen the upper side of the range, and errors below the center mostly widen the
            // lower side. If the errors on one side are larger, the forecast was biased.
            var assumed = (assumedHigh + assumedLow) / 2;
            var both = (high + low) / assumed;
            var margin = 1 + (Caution / Math.Max(1, ((double)(history.Length - first) / days) - 1));
            return new ScaledDistribution(
                sum,
                Math.Sqrt((both + (2 * high / assumedHigh)) / 2) * margin,
                Math.Sqrt((both + (2 * low / assumedLow)) / 2) * margin);
        }
    }

    private static double Square(double value) => value * value;
}
