namespace LlmCost.AI.Tests;

public sealed class CostForecastTests
{
    /// <summary>The number of input tokens of gpt-4o that cost 1 USD.</summary>
    private const long OneDollar = 400_000;

    private static readonly DateTimeOffset s_at = new(2026, 11, 11, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_AreForecastSeparately_AndTheAmountSpentIsExact()
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
    public async Task Growth_MultipliesTheForecast_ByTheShareOfTheFeature()
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
    public async Task PriceThatStartsLaterInTheMonth_AppliesFromItsFirstDay_ToTheCallsOfItsModel()
    {
        await using var app = new TestLedger();
        Record(app, days: 30, (day, _) =>
        {
            app.Call("chat", input: OneDollar * 3, output: 0, at: day);
            app.Call("search", "gpt-4.1", input: OneDollar * 5 / 4, output: 0, at: day);
        });
        await app.Writer.FlushAsync(Cancellation);
        using var meter = MeterWithPrices("2026-11-21T00:00:00Z", input: 5, output: 10);
        var options = new CostForecastOptions { At = s_at, By = [LedgerField.Parse("feature")], Meter = meter, Budget = 149.5m };

        var forecast = await CostForecast.CreateAsync(app.Read(), options, Cancellation);

        // One model costs 3 USD a day for ten days, then 6 USD for ten days. The other model costs 1 USD a day.
        Assert.Equal([30 + 30 + 60m, 10 + 20m], forecast.Series.Select(one => one.MonthEnd!.P50));
        Assert.Equal(40 + 40 + 70, forecast.Total.MonthEnd!.P50);
        Assert.Equal([3m, 6m], forecast.Series[0].Days.Skip(9).Take(2).Select(day => day.Cost.P50));
        Assert.Equal([1m, 1.75m], forecast.Total.Days.Skip(9).Take(2).Select(day => day.PriceFactor));
        Assert.Equal(["The price of openai/gpt-4o changes on 2026-11-21."], forecast.Series[0].Notes.TakeLast(1));
        Assert.DoesNotContain(forecast.Series[1].Notes, note => note.Contains("price", StringComparison.Ordinal));
        Assert.Equal(
            (1d, new DateOnly(2026, 11, 30)),
            (forecast.Total.Budget!.ChanceOfExceeding, forecast.Total.Budget.ExhaustedOn));

        var grown = await CostForecast.CreateAsync(
            app.Read(), options with { Growth = new Dictionary<string, decimal> { ["chat"] = 1.5m } }, Cancellation);
        Assert.Equal(30 + ((30 + 60) * 1.5m), grown.Series[0].MonthEnd!.P50);

        var withoutPrices = await CostForecast.CreateAsync(app.Read(), options with { Meter = null }, Cancellation);
        Assert.Equal(120, withoutPrices.Total.MonthEnd!.P50);
        Assert.Equal(0, withoutPrices.Total.Budget!.ChanceOfExceeding);
    }

    [Fact]
    public async Task ChangeOfTheOutputPrice_ChangesOnlyTheCostOfOutput()
    {
        await using var app = new TestLedger();
        Record(app, days: 30, (day, _) => app.Call(input: OneDollar, output: 100_000, at: day));
        await app.Writer.FlushAsync(Cancellation);
        using var meter = MeterWithPrices("2026-11-21T00:00:00Z", input: 2.5m, output: 20);

        var forecast = await CostForecast.CreateAsync(
            app.Read(), new CostForecastOptions { At = s_at, Meter = meter }, Cancellation);

        Assert.Equal(1.5m, forecast.Total.Days[^1].PriceFactor);
        Assert.Equal(20 + 20 + 30, forecast.Total.MonthEnd!.P50);
    }

    [Fact]
    public async Task PriceThatStartsInTheAfternoon_AppliesToTheCallsOfTheEvening()
    {
        await using var app = new TestLedger();
        Record(app, days: 30, (day, _) =>
        {
            app.Call(input: OneDollar, output: 0, at: day);
            app.Call(input: OneDollar, output: 0, at: day.AddHours(8));
        });
        await app.Writer.FlushAsync(Cancellation);
        using var meter = MeterWithPrices("2026-11-20T18:00:00Z", input: 5, output: 10);

        var forecast = await CostForecast.CreateAsync(
            app.Read(), new CostForecastOptions { At = s_at, Meter = meter }, Cancellation);

        Assert.Equal([2m, 3m, 4m], forecast.Total.Days.Skip(8).Take(3).Select(day => day.Cost.P50));
        Assert.Equal(20 + (9 * 2) + 3 + (10 * 4), forecast.Total.MonthEnd!.P50);
    }

    [Fact]
    public async Task PricesThatChangedBefore_OrStartAfterTheMonth_HaveNoEffect()
    {
        await using var app = new TestLedger();
        Record(app, days: 30, (day, _) => app.Call(input: OneDollar, output: 0, at: day));
        await app.Writer.FlushAsync(Cancellation);

        foreach (var start in (string[])["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"])
        {
            using var meter = MeterWithPrices(start, input: 5, output: 10);
            var forecast = await CostForecast.CreateAsync(
                app.Read(), new CostForecastOptions { At = s_at, Meter = meter }, Cancellation);

            Assert.Equal(30, forecast.Total.MonthEnd!.P50);
            Assert.All(forecast.Total.Days, day => Assert.Equal(1, day.PriceFactor));
        }
    }

    [Fact]
    public async Task HistoryOfANewFeature_BeginsWithItsFirstCall()
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
    public async Task Gaps_AreInTheTotal_AndFlagTheirDay()
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
    public async Task InvalidOptions_AreRejected()
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

    /// <summary>Returns a meter with the list price of gpt-4o and with another price that applies from a start time.</summary>
    private static CostMeter MeterWithPrices(string start, decimal input, decimal output)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $$"""
                { "provider": "openai", "source": "https://example.com", "checked": "2026-11-01",
                  "models": { "gpt-4o": { "prices": [
                  { "price": { "input": 2.5, "output": 10 } },
                  { "from": "{{start}}", "price": { "input": {{input}}, "output": {{output}} } } ] } } }
                """));
            var options = new CostMeteringOptions();
            options.PriceFiles.Add(file);
            return new CostMeter(options);
        }
        finally
        {
            File.Delete(file);
        }
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
