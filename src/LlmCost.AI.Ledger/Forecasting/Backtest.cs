namespace LlmCost.AI;

/// <summary>Compares methods by forecasting the last days of a history from the days before them.</summary>
internal static class Backtest
{
    /// <summary>The number of days that each forecast looks ahead.</summary>
    public const int Ahead = 14;

    /// <summary>The minimum number of days of history. A shorter history allows too few forecasts to compare.</summary>
    public const int MinDays = 42;

    private const int MaxOrigins = 28;

    /// <summary>
    /// The number of simulated paths: fewer than for a forecast, because the errors of forecasts from many past days are
    /// averaged.
    /// </summary>
    private const int Paths = 400;

    /// <summary>The factor by which the error of a simpler method may exceed the smallest error.</summary>
    private const double Tolerance = 1.02;

    /// <summary>Forecasts with each method from several past days (origins), and measures the errors.</summary>
    /// <param name="history">The cost of each day, at least <see cref="MinDays"/>.</param>
    /// <param name="isLogarithmic">True if Holt-Winters forecasts the logarithm.</param>
    /// <returns>The results, the simplest method first.</returns>
    public static IReadOnlyList<ForecastBacktest> Run(double[] history, bool isLogarithmic)
    {
        var last = history.Length - Ahead;
        var first = Math.Max(Candidates.HoltWintersDays, last - MaxOrigins + 1);
        var errors = new double[Enum.GetValues<ForecastMethod>().Length];
        var inside = new int[errors.Length];
        for (var origin = first; origin <= last; origin++)
        {
            foreach (var (method, prediction) in Candidates.All(history.AsSpan(0, origin), Ahead, 1, isLogarithmic, Paths))
            {
                for (var h = 0; h < Ahead; h++)
                {
                    var (day, actual) = (prediction.Days[h], history[origin + h]);
                    errors[(int)method] += Math.Abs(actual - day.Center);
                    inside[(int)method] += actual >= Math.Max(day.Quantile(0.1), 0) && actual <= day.Quantile(0.9) ? 1 : 0;
                }
            }
        }

        var days = (last - first + 1) * Ahead;
        var scale = Enumerable.Range(HoltWinters.Season, history.Length - HoltWinters.Season)
            .Average(i => Math.Abs(history[i] - history[i - HoltWinters.Season]));
        return
        [
            .. Enum.GetValues<ForecastMethod>().Where(method => method is not ForecastMethod.None).Select(method =>
                new ForecastBacktest
                {
                    Method = method,
                    Origins = last - first + 1,
                    Mase = errors[(int)method] is 0 ? 0 : scale > 0 ? errors[(int)method] / days / scale : null,
                    Coverage = (double)inside[(int)method] / days,
                }),
        ];
    }

    /// <summary>Returns the simplest method whose error is at most <see cref="Tolerance"/> times the smallest error.</summary>
    public static ForecastBacktest Choose(IReadOnlyList<ForecastBacktest> results)
    {
        var limit = results.Min(result => result.Mase) * Tolerance;
        return results.First(result => result.Mase <= limit);
    }
}
