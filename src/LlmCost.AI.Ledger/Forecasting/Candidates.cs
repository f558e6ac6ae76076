namespace LlmCost.AI;

/// <summary>The methods that compete to forecast a series of daily costs.</summary>
internal static class Candidates
{
    private const int Season = HoltWinters.Season;

    /// <summary>The minimum number of days of history that Holt-Winters needs to measure its errors.</summary>
    public const int HoltWintersDays = 3 * Season;

    /// <summary>Forecasts with each method, the simplest first.</summary>
    /// <param name="history">The cost of each day, at least three weeks.</param>
    /// <param name="ahead">The number of days to forecast.</param>
    /// <param name="firstShare">The share of the first day that is still ahead.</param>
    /// <param name="isLogarithmic">True if Holt-Winters forecasts the logarithm.</param>
    /// <param name="paths">The number of simulated paths, used only if <paramref name="isLogarithmic"/> is true.</param>
    public static IReadOnlyList<(ForecastMethod Method, Prediction Prediction)> All(
        ReadOnlySpan<double> history, int ahead, double firstShare, bool isLogarithmic, int paths = LogHoltWinters.Paths)
    {
        var naive = SeasonalNaive(history, ahead, firstShare);
        var pace = WeekPace(history, ahead, firstShare);
        var smooth = isLogarithmic
            ? LogHoltWinters.Predict(history, ahead, firstShare, paths)
            : Smooth(history, ahead, firstShare);
        return
        [
            (ForecastMethod.SeasonalNaive, naive),
            (ForecastMethod.WeekPace, pace),
            (ForecastMethod.HoltWinters, smooth),
            (ForecastMethod.Median, Median([naive, pace, smooth], firstShare)),
        ];
    }

    /// <summary>Repeats the last week of a history of at least two weeks.</summary>
    public static Prediction SeasonalNaive(ReadOnlySpan<double> history, int ahead, double firstShare)
    {
        var means = new double[ahead];
        var weights = new double[ahead];
        for (var h = 1; h <= ahead; h++)
        {
            means[h - 1] = history[history.Length - Season + ((h - 1) % Season)];
            weights[h - 1] = h % Season is 0 ? 1 : 0;
        }

        var errors = new double[history.Length - Season];
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = history[i + Season] - history[i];
        }

        return Innovations.Predict(means, weights, errors, firstShare);
    }

    /// <summary>Forecasts the mean of the last week for each day, or the mean of all days if the history is shorter.</summary>
    public static Prediction WeekPace(ReadOnlySpan<double> history, int ahead, double firstShare)
    {
        var days = Math.Min(history.Length, Season);
        var mean = Sum(history[^days..]) / days;
        var means = new double[ahead];
        Array.Fill(means, mean);

        // The weights of the autoregression whose forecast is the mean of the last week.
        var weights = new double[ahead];
        for (var j = 1; j <= ahead; j++)
        {
            for (var i = 1; i <= Season && i <= j; i++)
            {
                weights[j - 1] += (i == j ? 1 : weights[j - i - 1]) / Season;
            }
        }

        var errors = new double[history.Length < 2 * Season ? 0 : history.Length - Season];
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = history[i + Season] - (Sum(history.Slice(i, Season)) / Season);
        }

        return Innovations.Predict(means, weights, errors, firstShare);
    }

    private static Prediction Smooth(ReadOnlySpan<double> history, int ahead, double firstShare)
    {
        var fit = HoltWinters.Fit(history);
        double[] means = [.. Enumerable.Range(1, ahead).Select(fit.Forecast)];
        return Innovations.Predict(
            means, HoltWinters.Weights(fit.Parameters, ahead), [.. fit.Errors.Skip(HoltWinters.StartDays)], firstShare);
    }

    private static Prediction Median(Prediction[] parts, double firstShare)
    {
        var days = new IDistribution[parts[0].Days.Count];
        var sums = new IDistribution[days.Length];
        var sum = 0.0;
        for (var h = 0; h < days.Length; h++)
        {
            var at = h;
            var center = MedianDistribution.Of(parts.Select(part => part.Days[at].Center));
            sum += h is 0 ? center * firstShare : center;
            days[h] = new MedianDistribution(center, [.. parts.Select(part => part.Days[at])]);
            sums[h] = new MedianDistribution(sum, [.. parts.Select(part => part.Sums[at])]);
        }

        return new Prediction(days, sums);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
