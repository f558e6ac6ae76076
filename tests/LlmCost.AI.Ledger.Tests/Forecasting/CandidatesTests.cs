namespace LlmCost.AI.Tests;

public sealed class CandidatesTests
{
    private static readonly double[] s_twoWeeks = [1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17];

    [Fact]
    public void SeasonalNaive_RepeatsTheLastWeek()
    {
        var prediction = Candidates.SeasonalNaive(s_twoWeeks, 9, firstShare: 0.5);

        Assert.Equal([11, 12, 13, 14, 15, 16, 17, 11, 12], prediction.Days.Select(day => day.Center));
        Assert.Equal([5.5, 17.5, 30.5], prediction.Sums.Take(3).Select(sum => sum.Center));

        // Each day costs 10 more than the same day of the week before. Errors add up from one week to the next.
        Assert.Equal(11 + 10, prediction.Days[0].Quantile(0.9), 1e-9);
        Assert.Equal(11 + (10 * Math.Sqrt(2)), prediction.Days[7].Quantile(0.9), 1e-9);
    }

    [Fact]
    public void WeekPace_IsTheMeanOfTheLastSevenDays()
    {
        Assert.All(Candidates.WeekPace(s_twoWeeks, 9, 1).Days, day => Assert.Equal(14, day.Center, 1e-12));
        Assert.All(Candidates.WeekPace([1, 2, 6], 9, 1).Days, day => Assert.Equal(3, day.Center, 1e-12));
    }

    [Fact]
    public void Median_IsBetweenTheOthers()
    {
        var all = Candidates.All(SeededSeries.Create("trend", 60, seed: 3), 10, 1, isLogarithmic: false);

        for (var h = 0; h < 10; h++)
        {
            var others = all.Take(3).Select(one => one.Prediction.Days[h].Center).Order().ToList();
            Assert.Equal(others[1], all[3].Prediction.Days[h].Center);
        }
    }

    [Fact]
    public void Choice_IsTheSimplestMethodWithinTwoPercentOfTheBest()
    {
        Assert.Equal(ForecastMethod.SeasonalNaive, Choose(0.510, 0.505, 0.5, 0.505));
        Assert.Equal(ForecastMethod.WeekPace, Choose(0.511, 0.505, 0.5, 0.505));
        Assert.Equal(ForecastMethod.Median, Choose(0.6, 0.6, 0.6, 0.5));
        Assert.Equal(ForecastMethod.SeasonalNaive, Choose(0, null, null, 0));

        static ForecastMethod Choose(params double?[] mase) => Backtest.Choose(
        [
            .. mase.Select((value, i) =>
                new ForecastBacktest { Method = (ForecastMethod)(i + 1), Origins = 8, Mase = value, Coverage = 0.8 }),
        ]).Method;
    }

    [Theory]
    [InlineData("growth", true)]
    [InlineData("flat", false)]
    [InlineData("zeros", false)]
    public void Logarithm_IsUsedForSeriesWhoseSpreadGrowsWithTheLevel(string kind, bool expected) =>
        Assert.Equal(expected, LogHoltWinters.IsBetter(SeededSeries.Create(kind, 91, seed: 2)));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.2815515655446, 0.1)]
    [InlineData(-1.2815515655446, 0.9)]
    [InlineData(1.959963984540054, 0.025)]
    [InlineData(3, 0.001349898031630)]
    public void NormalDistribution_HasItsTabulatedValues(double z, double above)
    {
        var normal = new NormalDistribution(100, 10);

        Assert.Equal(above, normal.ChanceAbove(100 + (10 * z)), 2e-7);
        Assert.Equal(100 + (10 * z), normal.Quantile(1 - above), 1e-4);
    }

    [Fact]
    public void SampleDistribution_CountsTheSample()
    {
        var sample = new SampleDistribution([5, 1, 4, 2, 3]);

        Assert.Equal((3, 1.4, 4.6), (sample.Center, sample.Quantile(0.1), sample.Quantile(0.9)));
        Assert.Equal((0.4, 1, 0), (sample.ChanceAbove(3), sample.ChanceAbove(0.5), sample.ChanceAbove(5)));
    }
}
