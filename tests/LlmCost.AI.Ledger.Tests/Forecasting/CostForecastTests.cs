namespace LlmCost.AI.Tests;

public sealed class CostForecastTests
{
    /// <summary>The price of 400,000 tokens of input of gpt-4o, in USD.</summary>
    private const long OneDollar = 400_000;

    private static readonly DateTimeOffset s_at = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_AreForecastApart_AndTheSpentIsExact()
    {
        await using var app = new TestLedger();
        Record(app, days: 50, (day, i) =>
        {
            app.Call("chat", input: OneDollar * 4, output: 0, at: day);
            app.Call("search", input: OneDollar + 1, output: 0, at: day);
            if (i % 2 is 0)
            {
                app.Call("rare", input: OneDollar, output: 0, at: day);
            }
        });
        await app.Writer.FlushAsync(Cancellation);

        var forecast = await CostForecast.CreateAsync(
            app.Read(), new CostForecastOptions { At = s_at, By = [LedgerField.Parse("feature")] }, Cancellation);

        Assert.Equal(LedgerPeriod.Month(2026, 11), forecast.Month);
        Assert.Equal(["chat", "search", "rare"], forecast.Series.Select(one => one.Values[0]));
        Assert.Equal([40m, 10.000025m, 5m], forecast.Series.Select(one => one.Spent));
        Assert.Equal(55.000025m, forecast.Total.Spent);
        Assert.Equal((120m, 120m), (forecast.Series[0].MonthEnd!.P50, forecast.Series[0].MonthEnd!.P90));
        Assert.Equal(30.000075m, forecast.Series[1].MonthEnd!.P50);
        Assert.Equal(
            forecast.Total.MonthEnd!.P50 - forecast.Series.Sum(one => one.MonthEnd!.P50), forecast.Difference);
        Assert.Empty(forecast.Notes);

        // The ledger begins in the middle of a day.
        Assert.Equal(49, forecast.Total.History.Count);
    }

    [Fact]
    public async Task Filters_SelectCalls()
    {
        await using var app = new TestLedger();
        Record(app, days: 20, (day, _) =>
        {
            app.Call("chat", input: OneDollar, output: 0, at: day);
            app.Call("search", input: OneDollar * 5, output: 0, at: day);
        });
        await app.Writer.FlushAsync(Cancellation);

        var forecast = await CostForecast.CreateAsync(
            app.Read(),
            new CostForecastOptions
            {
                At = s_at,
                By = [LedgerField.Parse("tag:team"), LedgerField.Parse("model")],
                Filters = [LedgerFilter.Parse("feature=ch*")],
            },
            Cancellation);

        Assert.Equal(["search", "gpt-4o"], Assert.Single(forecast.Series).Values);
        Assert.Equal((10m, 30m), (forecast.Total.Spent, forecast.Total.MonthEnd!.P50));
        Assert.Equal(0, forecast.Difference);
    }

    [Fact]
    public async Task Growth_MultipliesWhatIsAhead_ByTheShareOfTheFeature()
    {
        await using var app = new TestLedger();
        Record(app, days: 30, (day, _) =>
        {
            app.Call("chat", input: OneDollar * 3, output: 0, at: day);
            app.Call("search", input: OneDollar, output: 0, at: day);
        });
        await app.Writer.FlushAsync(Cancellation);

        var forecast = await CostForecast.CreateAsync(
            app.Read(),
            new CostForecastOptions
            {
                At = s_at,
                By = [LedgerField.Parse("feature")],
                Growth = new Dictionary<string, decimal> { ["search"] = 1.4m, ["serach"] = 2 },
            },
            Cancellation);

        Assert.Equal([1m, 1.4m], forecast.Series.Select(one => one.Growth));
        Assert.Equal([90m, 10 + (20 * 1.4m)], forecast.Series.Select(one => one.MonthEnd!.P50));
        Assert.Equal((1.1m, 40 + (80 * 1.1m)), (forecast.Total.Growth, forecast.Total.MonthEnd!.P50));
        Assert.Equal(0, forecast.Difference);
        Assert.Contains("'serach'", Assert.Single(forecast.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewFeature_BeginsWithItsFirstCall()
    {
        await using var app = new TestLedger();
        Record(app, days: 60, (day, i) =>
        {
            app.Call("chat", input: OneDollar, output: 0, at: day);
            if (i >= 50)
            {
                app.Call("new", input: OneDollar * 2, output: 0, at: day);
            }
        });
        await app.Writer.FlushAsync(Cancellation);

        var forecast = await CostForecast.CreateAsync(
            app.Read(), new CostForecastOptions { At = s_at, By = [LedgerField.Parse("feature")] }, Cancellation);

        var launched = forecast.Series[0];
        Assert.Equal(("new", 10, ForecastMethod.WeekPace), (launched.Values[0], launched.History.Count, launched.Method));
        Assert.Equal((60m, (decimal?)null), (launched.MonthEnd!.P50, launched.MonthEnd.P90));
        Assert.Equal(ForecastMethod.SeasonalNaive, forecast.Series[1].Method);
        Assert.NotNull(forecast.Series[1].MonthEnd!.P90);
    }

    [Fact]
    public async Task Gaps_BelongToTheTotal_AndFlagTheirDay()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(s_at.AddHours(-12));
        await using var app = new TestLedger(
            options =>
            {
                options.QueueLength = 64;
                options.FlushInterval = TimeSpan.FromMinutes(1);
            },
            clock: clock);
        Record(app, days: 40, (day, i) => app.Call(input: OneDollar, output: 0, at: day));
        await app.Writer.FlushAsync(Cancellation);
        for (var i = 0; i < 100; i++)
        {
            app.Call(input: OneDollar, output: 0, at: s_at.AddHours(-12));
        }

        await app.Writer.FlushAsync(Cancellation);
        var forecast = await CostForecast.CreateAsync(
            app.Read(), new CostForecastOptions { At = s_at, By = [LedgerField.Parse("feature")] }, Cancellation);

        Assert.Equal(110, forecast.Total.Spent);
        Assert.Equal(74, Assert.Single(forecast.Series).Spent);
        Assert.True(forecast.Total.History[^1].HasGap);
        Assert.True(forecast.Series[0].History[^1].HasGap);
        Assert.Contains("36 calls, which cost 36", forecast.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyLedger_HasNoForecast()
    {
        await using var app = new TestLedger();
        await app.Writer.FlushAsync(Cancellation);

        var forecast = await CostForecast.CreateAsync(
            app.Read(), new CostForecastOptions { At = s_at, Budget = 10 }, Cancellation);

        Assert.Equal((0m, ForecastMethod.None), (forecast.Total.Spent, forecast.Total.Method));
        Assert.Null(forecast.Total.MonthEnd);
        Assert.Null(forecast.Total.Budget!.ChanceOfExceeding);
        Assert.Contains("needs 2 whole days", Assert.Single(forecast.Total.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallsAfterTheTimeOfTheForecast_AreIgnored()
    {
        await using var app = new TestLedger();
        Record(app, days: 20, (day, _) => app.Call(input: OneDollar, output: 0, at: day));
        app.Call(input: OneDollar * 100, output: 0, at: s_at.AddHours(2));
        await app.Writer.FlushAsync(Cancellation);

        Assert.Equal(10, (await SpentAt(s_at)).Spent);
        Assert.Equal(10, (await SpentAt(s_at.AddHours(2))).Spent);
        Assert.Equal(110, (await SpentAt(s_at.AddHours(3))).Spent);

        async Task<SeriesForecast> SpentAt(DateTimeOffset at) =>
            (await CostForecast.CreateAsync(app.Read(), new CostForecastOptions { At = at }, Cancellation)).Total;
    }

    [Fact]
    public async Task OptionsWithoutMeaning_AreRefused()
    {
        await using var app = new TestLedger();
        await app.Writer.FlushAsync(Cancellation);
        var ledger = app.Read();

        await Refused(new() { By = [LedgerField.Parse("day")] }, "'day' can't be forecast");
        await Refused(new() { Filters = [LedgerFilter.Parse("unit=input")] }, "'unit' can't be forecast");
        await Refused(new() { HistoryDays = 7 }, "HistoryDays is 7");
        await Refused(new() { Budget = 0 }, "Budget is 0");
        await Refused(new() { Growth = new Dictionary<string, decimal> { ["x"] = -1 } }, "Growth of 'x' is -1");

        async Task Refused(CostForecastOptions options, string message) => Assert.Contains(
            message,
            (await Assert.ThrowsAsync<ArgumentException>(() => CostForecast.CreateAsync(ledger, options, Cancellation))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Records calls at noon of each day before the forecast.</summary>
    private static void Record(TestLedger app, int days, Action<DateTimeOffset, int> record)
    {
        for (var i = 0; i < days; i++)
        {
            record(s_at.AddDays(i - days).AddHours(12), i);
        }
    }
}
