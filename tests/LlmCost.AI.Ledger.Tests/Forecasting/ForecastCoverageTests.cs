namespace LlmCost.AI.Tests;

public sealed class ForecastCoverageTests
{
    private const int Seeds = 15;

    /// <summary>
    /// The number of simulated months. With this number, the share of months within their forecast range has a standard error of
    /// 4 percentage points.
    /// </summary>
    private const int Months = 100;

    /// <summary>
    /// Forecasts series of each kind after 7, 10 and 13 weeks, and counts the days of the next two weeks whose costs are within
    /// their 80 % range.
    /// </summary>
    [Theory]
    [InlineData("flat")]
    [InlineData("week")]
    [InlineData("trend")]
    [InlineData("growth")]
    [InlineData("step")]
    [InlineData("launch")]
    [InlineData("holiday")]
    [InlineData("zeros")]
    public void RangeOf80Percent_ContainsBetween70And90PercentOfDays(string kind)
    {
        var (inside, days) = (0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            foreach (var count in (int[])[49, 70, 91])
            {
                var all = SeededSeries.Create(kind, count + Backtest.Ahead, seed);
                var prediction = Predict(all[..count]);
                for (var h = 0; h < Backtest.Ahead; h++)
                {
                    var (day, actual) = (prediction.Days[h], all[count + h]);
                    inside += actual >= Math.Max(day.Quantile(0.1), 0) && actual <= day.Quantile(0.9) ? 1 : 0;
                    days++;
                }
            }
        }

        Assert.InRange((double)inside / days, 0.7, 0.9);
    }

    /// <summary>Forecasts the sums of half a month and of a month after a history of 13 weeks, which is the default.</summary>
    /// <remarks>
    /// After a launch, forecast errors become smaller over time, so the ranges are too wide. In a series with steps, future
    /// steps can't be foreseen.
    /// </remarks>
    [Theory]
    [InlineData("flat", 0.8, 0.9)]
    [InlineData("week", 0.7, 0.85)]
    [InlineData("trend", 0.8, 0.9)]
    [InlineData("growth", 0.75, 0.9)]
    [InlineData("step", 0.7, 0.85)]
    [InlineData("launch", 0.85, 0.96)]
    [InlineData("holiday", 0.75, 0.9)]
    [InlineData("zeros", 0.75, 0.9)]
    public void RangeOfAMonth_ContainsAboutFourOfFiveMonths(string kind, double low, double high)
    {
        var (half, whole) = CoverageOfSums(kind, 91);

        Assert.InRange(half, low, high);
        Assert.InRange(whole, low, high);
    }

    [Theory]
    [InlineData("flat", 0.7)]
    [InlineData("week", 0.7)]
    [InlineData("trend", 0.7)]
    [InlineData("growth", 0.7)]
    [InlineData("step", 0.6)]
    [InlineData("launch", 0.7)]
    [InlineData("holiday", 0.7)]
    [InlineData("zeros", 0.7)]
    public void RangeOfHalfAMonth_IsAlsoRightAfterFiveWeeks(string kind, double low) =>
        Assert.InRange(CoverageOfSums(kind, 35).Half, low, 0.9);

    [Fact]
    public void ErrorsOnOneSide_WidenThatSide()
    {
        // Each day costs 3 more than the same day of the week before.
        double[] history = [.. Enumerable.Range(0, 63).Select(i => 100 + (3.0 * (i / 7)) + (i % 2))];
        var plain = Candidates.SeasonalNaive(history, 14, 1);

        var sum = Calibration.Apply(plain, ForecastMethod.SeasonalNaive, history, isLogarithmic: false).Sums[13];

        Assert.Equal(plain.Sums[13].Center, sum.Center);
        Assert.True(sum.Quantile(0.9) > sum.Center + (7 * 3) + (7 * 6));
        Assert.True(sum.Quantile(0.9) - sum.Center > 1.5 * (sum.Center - sum.Quantile(0.1)));
        Assert.Equal(0.1, sum.ChanceAbove(sum.Quantile(0.9)), 1e-6);
        Assert.Equal(0.9, sum.ChanceAbove(sum.Quantile(0.1)), 1e-6);
    }

    [Fact]
    public void Backtest_MeasuresTheCoverageOfLaterDays()
    {
        var history = SeededSeries.Create("week", 91, seed: 1);

        var results = Backtest.Run(history, isLogarithmic: false);

        Assert.Equal(
            [ForecastMethod.SeasonalNaive, ForecastMethod.WeekPace, ForecastMethod.HoltWinters, ForecastMethod.Median],
            results.Select(result => result.Method));
        Assert.All(results, result => Assert.Equal(28, result.Origins));
        Assert.InRange(Backtest.Choose(results).Coverage, 0.65, 0.95);
        Assert.InRange(Backtest.Choose(results).Mase!.Value, 0.3, 1);
    }

    private static (double Half, double Whole) CoverageOfSums(string kind, int days)
    {
        var (half, whole) = (0, 0);
        for (var seed = 1; seed <= Months; seed++)
        {
            var all = SeededSeries.Create(kind, days + 30, seed);
            var sums = Predict(all[..days]).Sums;
            half += IsInside(sums[14], all[days..(days + 15)].Sum()) ? 1 : 0;
            whole += IsInside(sums[29], all[days..].Sum()) ? 1 : 0;
        }

        return ((double)half / Months, (double)whole / Months);

        static bool IsInside(IDistribution range, double sum) => sum >= range.Quantile(0.1) && sum <= range.Quantile(0.9);
    }

    private static Prediction Predict(double[] history) => SeriesForecaster.Predict(
        history, SeriesForecaster.Compare(history, out var isLogarithmic), 30, 1, isLogarithmic).Prediction!;
}
