namespace LlmCost.AI.Tests;

/// <summary>
/// Compares results with ETSModel(error="add", trend="add", damped_trend=True, seasonal="add", seasonal_periods=7) of statsmodels
/// 0.13.5 with known initial states: smooth() for states and errors, get_prediction() for forecasts and their variances, and
/// simulate() with 200,000 repetitions (numpy 1.24.2, seed 1) for the variances of sums.
/// </summary>
public sealed class HoltWintersTests
{
    private static readonly double[] s_history =
    [
        112, 118, 121, 119, 108, 61, 58, 115, 123, 127, 121, 114, 66, 60, 121, 128, 125, 131, 117, 69, 63,
        126, 131, 137, 130, 124, 70, 66, 139, 133, 141, 138, 126, 77, 64,
    ];

    private static readonly HoltWintersParameters s_parameters = new(Alpha: 0.2, Beta: 0.05, Gamma: 0.15, Phi: 0.9);

    private static readonly HoltWinters s_run =
        HoltWinters.Run(s_history, s_parameters, level: 100, trend: 1, [12, 18, 20, 17, 7, -38, -36]);

    [Fact]
    public void Errors_MatchStatsmodels()
    {
        double[] expected =
        [
            -0.9, -1.4895, -0.8171225, -0.1798977375, -1.6094025556, -3.6340348585, -8.0555578507,
            2.9195568551, 4.4987932477, 5.3629827643, 0.8317925847, 3.515720203, -0.36966203, -8.0532061178,
            5.0299277267, 4.634518819, -1.9482899573, 7.7302579308, 1.3824968933, -1.6219040933, -7.9617409379,
            5.0831683566, 2.682311537, 6.5165148514, -0.2953622358, 3.9642041759, -5.1770196127, -7.7589049725,
            13.365930685, -1.6345674268, 4.4092451221, 3.0646582266, -0.1162661222, -2.0031876552, -13.9150568757,
        ];

        AreEqual(expected, s_run.Errors);
    }

    [Fact]
    public void States_MatchStatsmodels()
    {
        Assert.Equal(115.906456982368, s_run.Level, 1e-9);
        Assert.Equal(-0.229227699586135, s_run.Trend, 1e-9);
        AreEqual(
            [15.8247875435, 19.3037334266, 22.0284995421, 18.6727173153, 8.0705128892, -39.9208712374, -42.8616700132],
            Enumerable.Range(1, 7).Select(s_run.SeasonOf));
    }

    [Fact]
    public void Forecasts_MatchStatsmodels() => AreEqual(
        [
            131.5249395963, 134.8182110426, 137.3758701652, 133.8696916447, 123.1321305542, 75.0189254297, 71.9684877559,
            130.5562703043, 133.9464086798, 136.5912480386, 133.1635317308, 122.4965866318, 74.4469358995, 71.4536971787,
        ],
        Enumerable.Range(1, 14).Select(s_run.Forecast));

    [Fact]
    public void VariancesOfDays_MatchStatsmodels() => AreEqual(
        [
            1, 1.060025, 1.14153525, 1.2451870525, 1.3710381625, 1.5187088966, 1.6875078928,
            2.0294596295, 2.2376599705, 2.4639131481, 2.7070555332, 2.9659179452, 3.2393493711, 3.526233911,
        ],
        Enumerable.Range(1, 14).Select(ahead => Innovations.OfDay(HoltWinters.Weights(s_parameters, 14), ahead)));

    /// <summary>
    /// The errors of later days include those of earlier days. Therefore, the variance of a sum of days is larger than the sum of
    /// the days' variances, which is 9 for 7 days and 28 for 14 days.
    /// </summary>
    [Theory]
    [InlineData(7, 29.03)]
    [InlineData(14, 215.15)]
    public void VariancesOfSums_MatchThePathsSimulatedByStatsmodels(int days, double expected) =>
        Assert.Equal(1, Innovations.OfSum(HoltWinters.Weights(s_parameters, 14), days, firstShare: 1) / expected, 0.01);

    [Fact]
    public void PartOfToday_AddsLessVariance_ThanTheWholeDay()
    {
        var weights = HoltWinters.Weights(s_parameters, 14);

        Assert.Equal(0.25, Innovations.OfSum(weights, days: 1, firstShare: 0.5));
        Assert.True(Innovations.OfSum(weights, 14, 0.5) < Innovations.OfSum(weights, 14, 1));
        Assert.True(Innovations.OfSum(weights, 14, 0) > Innovations.OfSum(weights, 13, 1));
    }

    [Fact]
    public void SimulationWithoutErrors_IsTheForecast()
    {
        var days = new double[14];
        s_run.Simulate(new double[14], days);

        AreEqual(Enumerable.Range(1, 14).Select(s_run.Forecast), days);
    }

    [Fact]
    public void InitialStateOfAPerfectWeekWithTrend_HasNoErrors()
    {
        double[] week = [5, 6, 7, 6, 5, -15, -14];
        double[] history = [.. Enumerable.Range(1, 35).Select(day => 100 + (2.0 * day) + week[(day - 1) % 7])];
        var (level, trend, seasons) = HoltWinters.Start(history);

        var run = HoltWinters.Run(history, new HoltWintersParameters(0.3, 0.1, 0.1, Phi: 1), level, trend, seasons);

        Assert.All(run.Errors, error => Assert.Equal(0, error, 1e-9));
        Assert.Equal(100 + (2 * 36) + 5, run.Forecast(1), 1e-9);
    }

    [Fact]
    public void Fit_HasTheSmallestErrorInTheGrid()
    {
        var best = SumOfSquares(HoltWinters.Fit(s_history));

        var (level, trend, seasons) = HoltWinters.Start(s_history);
        Assert.All(
            HoltWintersParameters.Grid,
            parameters => Assert.True(
                SumOfSquares(HoltWinters.Run(s_history, parameters, level, trend, seasons)) >= best * (1 - 1e-8)));
    }

    private static double SumOfSquares(HoltWinters run) => run.Errors.Skip(HoltWinters.StartDays).Sum(error => error * error);

    private static void AreEqual(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        Assert.Equal(expected.Count(), actual.Count());
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
    }
}
