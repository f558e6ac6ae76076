namespace LlmCost.AI.Tests;

public sealed class ForecastCoverageTests
{
    private const int Seeds = 15;

    /// <summary>
    /// Forecasts series of each kind after 7, 10 and 13 weeks, and counts the days of the next two weeks within their 80 % range.
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

    [Theory]
    [InlineData("week")]
    [InlineData("launch")]
    [InlineData("holiday")]
    public void RangeOfAMonth_ContainsMostMonths(string kind)
    {
        var inside = 0;
        for (var seed = 1; seed <= 2 * Seeds; seed++)
        {
            var all = SeededSeries.Create(kind, 91 + 30, seed);
            var month = Predict(all[..91]).Sums[29];
            inside += all[91..].Sum() is var sum && sum >= month.Quantile(0.1) && sum <= month.Quantile(0.9) ? 1 : 0;
        }

        Assert.InRange(inside / (2.0 * Seeds), 0.65, 1);
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

    private static Prediction Predict(double[] history)
    {
        var isLogarithmic = LogHoltWinters.IsBetter(history);
        var method = Backtest.Choose(Backtest.Run(history, isLogarithmic)).Method;
        return Candidates.All(history, 30, 1, isLogarithmic).First(one => one.Method == method).Prediction;
    }
}
