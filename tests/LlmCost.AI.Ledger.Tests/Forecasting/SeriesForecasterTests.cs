using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests;

public sealed class SeriesForecasterTests
{
    /// <summary>Midnight at the start of November 16: 15 days of the month are in the past, and 15 days are ahead.</summary>
    private static readonly DateTimeOffset s_at = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, ForecastMethod.None, false)]
    [InlineData(1, ForecastMethod.None, false)]
    [InlineData(2, ForecastMethod.WeekPace, false)]
    [InlineData(13, ForecastMethod.WeekPace, false)]
    [InlineData(14, ForecastMethod.SeasonalNaive, true)]
    [InlineData(20, ForecastMethod.SeasonalNaive, true)]
    [InlineData(21, ForecastMethod.Median, true)]
    [InlineData(41, ForecastMethod.Median, true)]
    public void ShortHistory_DeterminesTheMethod_AndIsNoted(int days, ForecastMethod method, bool hasRange)
    {
        var forecast = Forecast(SeededSeries.Create("week", days, seed: 1));

        Assert.Equal(method, forecast.Method);
        Assert.Equal(method is not ForecastMethod.None, forecast.MonthEnd is not null);
        Assert.Equal(hasRange, forecast.MonthEnd?.P90 is not null);
        Assert.Empty(forecast.Backtests);
        Assert.Contains($"there are {days}.", Assert.Single(forecast.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void LongHistory_ComparesMethods()
    {
        var forecast = Forecast(SeededSeries.Create("week", 42, seed: 1));

        Assert.Equal(8, forecast.Backtest!.Origins);
        Assert.Equal(4, forecast.Backtests.Count);
        Assert.Empty(forecast.Notes);
    }

    [Fact]
    public void WeeklyPattern_Continues_AndEachDayAddsToTheMonth()
    {
        double[] week = [10, 10, 10, 10, 10, 3, 3];
        var forecast = Forecast([.. Enumerable.Range(0, 70).Select(i => week[i % 7])]);

        Assert.Equal(ForecastMethod.SeasonalNaive, forecast.Method);
        Assert.Equal(0, forecast.Backtest!.Mase);
        Assert.Equal([.. Enumerable.Range(0, 15).Select(i => (decimal)week[i % 7])], forecast.Days.Select(day => day.Cost.P50));
        Assert.Equal(forecast.Spent + (decimal)(56 + 56 + 10), forecast.MonthEnd!.P50);
        Assert.Equal(forecast.MonthEnd, forecast.Days[^1].MonthToDate);
        Assert.Equal(new DateOnly(2026, 11, 30), forecast.Days[^1].Day);
    }

    [Fact]
    public void CostOfToday_IsExact_AndTheRestOfTodayIsForecast()
    {
        var (series, first) = Series([.. Enumerable.Repeat(8.0, 50)]);
        series.Add(first.AddDays(50), 5.123456789012345678m, 1, 0, 0);

        var forecast = SeriesForecaster.Forecast(series, new CostForecastOptions(), budget: null, s_at.AddHours(18));

        Assert.Equal((15 * 8) + 5.123456789012345678m, forecast.Spent);
        Assert.Equal(50, forecast.History.Count);
        Assert.Equal(5.123456789012345678m + 2, forecast.Days[0].Cost.P50);
        Assert.Equal(forecast.Spent + 2 + (14 * 8), forecast.MonthEnd!.P50);
    }

    [Fact]
    public void MonthWithoutRemainingDays_EndsWithTheAmountSpent()
    {
        var (series, _) = Series([.. Enumerable.Repeat(8.0, 50)], s_at.AddDays(14));

        var forecast = SeriesForecaster.Forecast(
            series, new CostForecastOptions(), budget: null, s_at.AddDays(15).AddTicks(-1));

        Assert.Equal(forecast.Spent, forecast.MonthEnd!.P50);
        Assert.Single(forecast.Days);
    }

    [Fact]
    public void Budget_HasAProbabilityOfExceedance_ADate_AndHeadroom()
    {
        // 15 × 10 USD are spent, and another 15 × 10 USD are expected.
        var history = SeededSeries.Create("flat", 60, seed: 4).Select(cost => cost / 10).ToArray();

        var tight = Forecast(history, budget: 250).Budget!;
        Assert.InRange(tight.ChanceOfExceeding!.Value, 0.95, 1);
        Assert.InRange(tight.ExhaustedOn!.Value, new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 27));

        var fair = Forecast(history, budget: Forecast(history).MonthEnd!.P50).Budget!;
        Assert.Equal(0.5, fair.ChanceOfExceeding!.Value, 0.001);
        Assert.Null(fair.ExhaustedOn);

        var wide = Forecast(history, budget: 600).Budget!;
        Assert.InRange(wide.ChanceOfExceeding!.Value, 0, 0.001);
        Assert.Null(wide.ExhaustedOn);
        Assert.Equal(decimal.Round((600 - Forecast(history).Spent) / 15, 6), wide.HeadroomPerDay);
    }

    [Fact]
    public void ProbabilityAtTheEndsOfTheRange_MatchesTheirQuantiles()
    {
        foreach (var kind in (string[])["week", "growth", "trend"])
        {
            var history = SeededSeries.Create(kind, 60, seed: 4);
            var range = Forecast(history).MonthEnd!;

            Assert.Equal(0.1, Forecast(history, budget: range.P90).Budget!.ChanceOfExceeding!.Value, 0.002);
            Assert.Equal(0.9, Forecast(history, budget: range.P10).Budget!.ChanceOfExceeding!.Value, 0.002);
        }
    }

    [Fact]
    public void UsedUpBudget_NamesTheDay()
    {
        var budget = Forecast([.. Enumerable.Repeat(10.0, 60)], budget: 45).Budget!;

        Assert.Equal((1.0, new DateOnly(2026, 11, 5), 0m), (budget.ChanceOfExceeding, budget.ExhaustedOn, budget.HeadroomPerDay));
    }

    [Fact]
    public void ProbabilityWithoutARange_IsUnknown()
    {
        var budget = Forecast([.. Enumerable.Repeat(10.0, 5)], budget: 100).Budget!;

        Assert.Null(budget.ChanceOfExceeding);
        Assert.Equal(new DateOnly(2026, 11, 21), budget.ExhaustedOn);
    }

    [Fact]
    public void GapsAndUnpricedCalls_AreNoted()
    {
        var (series, first) = Series(SeededSeries.Create("week", 50, seed: 1));
        series.MarkGap(first.AddDays(3));
        series.Add(first.AddDays(7), 0, 2, unpricedCalls: 2, partialCalls: 0);

        var forecast = SeriesForecaster.Forecast(series, new CostForecastOptions(), budget: null, s_at);

        Assert.Equal([3, 7], Enumerable.Range(0, 50).Where(i => forecast.History[i].IsIncomplete));
        Assert.StartsWith("2 of 50 days have gaps", Assert.Single(forecast.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void NoForecastIsBelowZero()
    {
        var forecast = Forecast([.. Enumerable.Range(0, 60).Select(i => Math.Max(60.0 - i, 0.01))]);

        Assert.All(forecast.Days, day => Assert.True(day.Cost is { P10: >= 0, P50: >= 0, P90: >= 0 }));
        Assert.All(forecast.Days, day => Assert.True(day.MonthToDate.P10 >= forecast.Spent));
    }

    [Fact]
    public void EqualHistories_HaveEqualForecasts()
    {
        var history = SeededSeries.Create("growth", 91, seed: 5);

        var (first, second) = (Forecast(history), Forecast(history));

        Assert.True(first.IsLogarithmic);
        Assert.Equal(first.Days, second.Days);
        Assert.Equal(first.Backtests, second.Backtests);
    }

    /// <summary>The scale of the costs does not matter, except that forecasts are rounded to millionths.</summary>
    [Property(MaxTest = 15)]
    public Property ScaledSeries_HasTheScaledForecast() => Prop.ForAll(
        ArbitrarySeries().Generator.Zip(Gen.Elements(0.5, 4.0, 1024.0)).ToArbitrary(),
        one =>
        {
            var (history, factor) = one;
            var (plain, scaled) = (Forecast(history), Forecast([.. history.Select(cost => cost * factor)]));

            Assert.Equal(plain.Method, scaled.Method);
            Near(plain.MonthEnd!.P50, scaled.MonthEnd!.P50, factor);
            Near(plain.MonthEnd.P10, scaled.MonthEnd.P10, factor);
            Near(plain.MonthEnd.P90, scaled.MonthEnd.P90, factor);
        });

    [Property(MaxTest = 25)]
    public void ConstantSeries_HasARangeWithoutWidth(PositiveInt cost, byte days)
    {
        var forecast = Forecast([.. Enumerable.Repeat((double)cost.Get, 14 + (days % 80))]);

        Assert.Equal(forecast.Spent + (cost.Get * 15m), forecast.MonthEnd!.P50);
        Assert.Equal((forecast.MonthEnd.P50, forecast.MonthEnd.P50), (forecast.MonthEnd.P10, forecast.MonthEnd.P90));
    }

    [Property(MaxTest = 15)]
    public Property Ranges_AreOrdered_AndTheMonthGrows() => Prop.ForAll(
        ArbitrarySeries(),
        history =>
        {
            var forecast = Forecast(history);

            Assert.All(
                forecast.Days.SelectMany(day => (ForecastRange[])[day.Cost, day.MonthToDate]),
                range => Assert.True(range.P10 <= range.P50 && range.P50 <= range.P90));
            Assert.All(
                forecast.Days.Zip(forecast.Days.Skip(1)),
                pair => Assert.True(pair.First.MonthToDate.P50 <= pair.Second.MonthToDate.P50));
        });

    private static Arbitrary<double[]> ArbitrarySeries() => (
        from kind in Gen.Elements("flat", "week", "trend", "growth", "step", "launch", "holiday", "zeros")
        from days in Gen.Choose(14, 91)
        from seed in Gen.Choose(1, 10_000)
        select SeededSeries.Create(kind, days, seed)).ToArbitrary();

    private static void Near(decimal? plain, decimal? scaled, double factor) =>
        Assert.Equal((double)plain! * factor, (double)scaled!, ((double)scaled! * 1e-6) + (1e-5 * factor));

    private static SeriesForecast Forecast(double[] history, decimal? budget = null) =>
        SeriesForecaster.Forecast(Series(history).Series, new CostForecastOptions(), budget, s_at);

    private static (CostSeries Series, DateOnly First) Series(double[] history, DateTimeOffset? at = null)
    {
        var today = DateOnly.FromDateTime((at ?? s_at).UtcDateTime);
        var first = today.AddDays(-history.Length);
        var series = new CostSeries([], first, history.Length + 1);
        for (var i = 0; i < history.Length; i++)
        {
            series.Add(first.AddDays(i), (decimal)history[i], 1, 0, 0);
        }

        return (series, first);
    }
}
