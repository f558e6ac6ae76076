namespace LlmCost.AI.Tests;

public sealed class LedgerReportTests
{
    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_AreOrderedByCost_AndAddUpToTheTotal()
    {
        await using var app = await AppAsync();

        var report = await ReportAsync(app, by: ["feature", "model"]);

        Assert.Equal(
            ["chat/gpt-4o", "search/gpt-4o", "search/no-such-model"], report.Rows.Select(row => string.Join('/', row.Values)));
        Assert.Equal([4, 3, 2], report.Rows.Select(row => row.Calls));
        Assert.Equal([false, false, true], report.Rows.Select(row => row.IsLowerBound));
        Assert.Equal((9, 2), (report.Total.Calls, report.Total.UnpricedCalls));
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), report.Total.Cost);
        Assert.Equal(report.Total.Cost, report.Rows.Sum(row => row.Cost));
    }

    [Fact]
    public async Task Others_CombineTheRowsBeyondTheTop()
    {
        await using var app = await AppAsync();

        var report = await ReportAsync(app, by: ["feature", "model"], top: 1);

        Assert.Equal(2, report.OtherRows);
        Assert.Equal(report.Total.Cost, report.Rows[0].Cost + report.Others!.Cost);
        Assert.Equal(2, report.Others.UnpricedCalls);
    }

    [Theory]
    [InlineData("feature=chat", 4)]
    [InlineData("feature=s*", 5)]
    [InlineData("feature=CHAT,search", 9)]
    [InlineData("model=no-such-*", 2)]
    [InlineData("account=", 9)]
    [InlineData("tag:team=search", 9)]
    [InlineData("tag:team=shop", 0)]
    public async Task Filter_SelectsCalls(string filter, long calls)
    {
        await using var app = await AppAsync();

        Assert.Equal(calls, (await ReportAsync(app, filters: [filter])).Total.Calls);
    }

    [Fact]
    public async Task Units_AreTheChargesOfTheCalls()
    {
        await using var app = await AppAsync();

        var report = await ReportAsync(app, by: ["unit"]);

        Assert.Equal(["input", "output"], report.Rows.Select(row => row.Values[0]!).Order());
        Assert.Equal(
            app.Records.Sum(record => record.Usage.Input), report.Rows.Single(row => row.Values[0] == "input").Quantity);
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), report.Total.Cost);
    }

    [Fact]
    public async Task EarlierPeriod_IsAlignedWithTheSameDays()
    {
        await using var app = await AppAsync();
        var day = DateOnly.FromDateTime(app.Clock.GetUtcNow().UtcDateTime);

        var report = await LedgerReport.CreateAsync(
            app.Read(),
            new LedgerReportQuery
            {
                Period = LedgerPeriod.Days(day.AddDays(1), day.AddDays(1)),
                ComparedWith = LedgerPeriod.Days(day, day),
                By = [LedgerField.Parse("day")],
            },
            Cancellation);

        var row = Assert.Single(report.Rows);
        Assert.Equal("2026-11-04", row.Values[0]);
        Assert.Equal((0, 0m), (row.Calls, row.Cost));
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), row.EarlierCost);
    }

    [Theory]
    [InlineData("day")]
    [InlineData("hour")]
    [InlineData("month")]
    public async Task Times_AreInChronologicalOrder(string field)
    {
        await using var app = await AppAsync();
        app.Call(at: app.Clock.GetUtcNow().AddDays(1), input: 1);
        await app.Writer.FlushAsync(Cancellation);

        var times = (await ReportAsync(app, by: [field])).Rows.Select(row => row.Values[0]!).ToList();

        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.All(times, time => Assert.StartsWith("2026-11", time, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReportByTag_ListsTheDaysThatItLacks()
    {
        await using var app = new TestLedger(options => options.RetentionDays = 2);
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromDays(4));
        app.CloseDays();

        var byTag = await ReportAsync(app, by: ["tag:team"]);
        var byFeature = await ReportAsync(app, by: ["feature"]);

        Assert.Equal((true, 0), (byTag.IsWithoutOldDays, byTag.Total.Calls));
        Assert.Equal((false, 1), (byFeature.IsWithoutOldDays, byFeature.Total.Calls));
    }

    [Fact]
    public void UnknownField_IsRejectedWithTheValidFields()
    {
        var error = Assert.Throws<ArgumentException>(() => LedgerField.Parse("modle"));

        Assert.Contains("'modle'", error.Message, StringComparison.Ordinal);
        Assert.Contains("request_model", error.Message, StringComparison.Ordinal);
    }

    private static async Task<TestLedger> AppAsync()
    {
        var app = new TestLedger();
        for (var i = 0; i < 9; i++)
        {
            app.Call(i < 4 ? "chat" : "search", i < 7 ? "gpt-4o" : "no-such-model", input: 1_000);
        }

        await app.Writer.FlushAsync(Cancellation);
        return app;
    }

    private static Task<LedgerReport> ReportAsync(
        TestLedger app, string[]? by = null, string[]? filters = null, int? top = null) =>
        LedgerReport.CreateAsync(
            app.Read(),
            new LedgerReportQuery
            {
                Period = s_november,
                By = [.. (by ?? []).Select(LedgerField.Parse)],
                Filters = [.. (filters ?? []).Select(LedgerFilter.Parse)],
                Top = top,
            },
            Cancellation);
}
