namespace LlmCost.AI;

/// <summary>
/// Damped additive Holt-Winters exponential smoothing with a season of one week: a level, a trend that fades, and an effect of
/// each day of the week.
/// </summary>
/// <remarks>
/// In the form of Hyndman's ETS(A,Ad,A): ŷ = l + φb + s, e = y − ŷ, l' = l + φb + αe, b' = φb + βe, s' = s + γe.
/// </remarks>
internal sealed class HoltWinters
{
    /// <summary>The number of days of a season.</summary>
    public const int Season = 7;

    /// <summary>The number of days that initialize the states. Their errors are not forecast errors.</summary>
    public const int StartDays = 2 * Season;

    private readonly double[] _seasons;
    private readonly int _days;

    private HoltWinters(HoltWintersParameters parameters, int days, double level, double trend, double[] seasons, double[] errors)
    {
        (Parameters, _days, Level, Trend, _seasons, Errors) = (parameters, days, level, trend, seasons, errors);
    }

    public HoltWintersParameters Parameters { get; }

    /// <summary>Gets the level after the last day.</summary>
    public double Level { get; }

    /// <summary>Gets the trend after the last day.</summary>
    public double Trend { get; }

    /// <summary>Gets the error of the one-day-ahead forecast of each day.</summary>
    public IReadOnlyList<double> Errors { get; }

    /// <summary>Returns the weekday effect of a coming day; day 1 is the first.</summary>
    public double SeasonOf(int ahead) => _seasons[(_days + ahead - 1) % Season];

    /// <summary>Fits a history with the parameters of the grid that have the smallest squared error.</summary>
    /// <param name="history">At least three weeks.</param>
    public static HoltWinters Fit(ReadOnlySpan<double> history)
    {
        var start = Start(history);
        Span<double> seasons = stackalloc double[Season];
        var best = HoltWintersParameters.Grid[0];
        var least = double.PositiveInfinity;
        foreach (var parameters in HoltWintersParameters.Grid)
        {
            start.Seasons.CopyTo(seasons);
            var (level, trend, sum) = (start.Level, start.Trend, 0.0);
            for (var i = 0; i < history.Length && sum < least; i++)
            {
                var error = Step(history[i], in parameters, ref level, ref trend, ref seasons[i % Season]);
                sum += i < StartDays ? 0 : error * error;
            }

            // The margin keeps rounding errors from deciding between combinations that are equally good.
            if (sum < least * (1 - 1e-9))
            {
                (best, least) = (parameters, sum);
            }
        }

        return Run(history, best, start.Level, start.Trend, start.Seasons);
    }

    /// <summary>Fits a history with the given parameters.</summary>
    public static HoltWinters Run(
        ReadOnlySpan<double> history, HoltWintersParameters parameters, double level, double trend, ReadOnlySpan<double> seasons)
    {
        var states = seasons.ToArray();
        var errors = new double[history.Length];
        for (var i = 0; i < history.Length; i++)
        {
            errors[i] = Step(history[i], in parameters, ref level, ref trend, ref states[i % Season]);
        }

        return new HoltWinters(parameters, history.Length, level, trend, states, errors);
    }

    /// <summary>Returns the states before the first day, from the first two weeks.</summary>
    public static (double Level, double Trend, double[] Seasons) Start(ReadOnlySpan<double> history)
    {
        var first = Mean(history[..Season]);
        var trend = (Mean(history[Season..StartDays]) - first) / Season;
        var level = first - (trend * (Season + 1) / 2);
        var seasons = new double[Season];
        for (var i = 0; i < StartDays; i++)
        {
            seasons[i % Season] += (history[i] - level - (trend * (i + 1))) / 2;
        }

        return (level, trend, seasons);

        static double Mean(ReadOnlySpan<double> days)
        {
            var sum = 0.0;
            foreach (var day in days)
            {
                sum += day;
            }

            return sum / days.Length;
        }
    }

    /// <summary>Returns the forecast of a coming day; day 1 is the first.</summary>
    public double Forecast(int ahead)
    {
        var (fade, sum) = (1.0, 0.0);
        for (var i = 0; i < ahead; i++)
        {
            fade *= Parameters.Phi;
            sum += fade;
        }

        return Level + (sum * Trend) + SeasonOf(ahead);
    }

    /// <summary>Returns how much the error of a day changes the forecasts of the following days.</summary>
    public static double[] Weights(in HoltWintersParameters parameters, int count)
    {
        var weights = new double[count];
        var (fade, sum) = (1.0, 0.0);
        for (var j = 1; j <= count; j++)
        {
            fade *= parameters.Phi;
            sum += fade;
            weights[j - 1] = parameters.Alpha + (parameters.Beta * sum) + (j % Season is 0 ? parameters.Gamma : 0);
        }

        return weights;
    }

    /// <summary>Simulates the days ahead with given errors.</summary>
    public void Simulate(ReadOnlySpan<double> errors, Span<double> days)
    {
        Span<double> seasons = stackalloc double[Season];
        _seasons.CopyTo(seasons);
        var (level, trend) = (Level, Trend);
        for (var h = 0; h < days.Length; h++)
        {
            ref var season = ref seasons[(_days + h) % Season];
            days[h] = level + (Parameters.Phi * trend) + season + errors[h];
            Step(days[h], Parameters, ref level, ref trend, ref season);
        }
    }

    private static double Step(
        double value, in HoltWintersParameters parameters, ref double level, ref double trend, ref double season)
    {
        var faded = parameters.Phi * trend;
        var error = value - (level + faded + season);
        level += faded + (parameters.Alpha * error);
        trend = faded + (parameters.Beta * error);
        season += parameters.Gamma * error;
        return error;
    }
}
