using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests that a sum is a lower bound if calls are missing from the ledger, and that the response states what is missing.
/// </summary>
public sealed class LedgerCoverageTests : IDisposable
{
    private const int Day = 86_400;
    private const int Kathmandu = 5 * 3_600 + 45 * 60;

    private readonly LedgerDashboard _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task CallsThatCouldNotBeStored_AreShownWithTheirCost_AsInTheReportOfTheLedger()
    {
        var (app, records) = await _ledger.StartAfterTheRetentionAsync();
        await using var _ = app;
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-4o",
            Usage = new TokenUsage { Input = 777 },
            Timestamp = records[0].Timestamp,
        });
        await LedgerDashboard.FlushAsync(app);
        var lost = app.Records.All.Single();
        var first = Midnight(records[0].Timestamp);

        var summary = await app.GetJsonAsync($"summary?edges={first},{first + Day},{first + (2 * Day)}&before={first - Day}");
        var report = await LedgerReport.CreateAsync(
            CostLedger.Open(_ledger.Folder),
            new LedgerReportQuery { Period = LedgerPeriod.Days(DayOf(records[0]), DayOf(records[0]).AddDays(1)) },
            TestContext.Current.CancellationToken);

        var (total, missing) = (summary.GetProperty("total"), summary.GetProperty("missing"));
        Assert.Equal(records.Sum(record => record.Cost!.Value.Total), total.Usd());
        Assert.Equal(report.Total.Cost, total.Usd());
        Assert.Equal((1, lost.Cost!.Value.Total, 0), (missing.Count("calls"), missing.Usd(), missing.Count("days")));
        Assert.Equal(
            (report.Coverage.Gaps.Sum(gap => gap.Calls), report.Coverage.Gaps.Sum(gap => gap.Cost)),
            (missing.Count("calls"), missing.Usd()));
        Assert.True(LacksCalls(total));
        Assert.Equal([true, false], summary.GetProperty("buckets").EnumerateArray().Select(LacksCalls));
        Assert.All(summary.GetProperty("rows").EnumerateArray(), row => Assert.True(LacksCalls(row.GetProperty("total"))));
        Assert.False(LacksCalls(summary.GetProperty("before")));
    }

    [Fact]
    public async Task DayWithOnlySums_IsMissing_IfTheRangeStartsOrEndsWithinIt()
    {
        var (app, records) = await _ledger.StartAfterTheRetentionAsync();
        await using var _ = app;
        var first = Midnight(records[0].Timestamp);

        var utc = await app.GetJsonAsync($"summary?edges={first},{first + Day}");
        var elsewhere = await app.GetJsonAsync(
            $"summary?edges={first - Kathmandu},{first - Kathmandu + Day},{first - Kathmandu + (2 * Day)},{app.Now + 60}");

        Assert.Equal(records.Sum(record => record.Cost!.Value.Total), utc.GetProperty("total").Usd());
        Assert.False(LacksCalls(utc.GetProperty("total")));
        Assert.Equal(JsonValueKind.Null, utc.GetProperty("missing").ValueKind);
        Assert.Equal(0, elsewhere.GetProperty("total").Usd());
        Assert.True(LacksCalls(elsewhere.GetProperty("total")));
        Assert.Equal([true, true, false], elsewhere.GetProperty("buckets").EnumerateArray().Select(LacksCalls));
        Assert.Equal((0, 1), (elsewhere.GetProperty("missing").Count("calls"), elsewhere.GetProperty("missing").Count("days")));
    }

    [Theory]
    [InlineData("&by=tag:team")]
    [InlineData("&tag:team=red")]
    public async Task DayWithOnlySums_IsMissingInSumsByTags(string query)
    {
        var (app, records) = await _ledger.StartAfterTheRetentionAsync();
        await using var _ = app;
        var first = Midnight(records[0].Timestamp);

        var summary = await app.GetJsonAsync($"summary?edges={first},{first + Day}{query}");

        Assert.True(LacksCalls(summary.GetProperty("total")));
        Assert.Equal(1, summary.GetProperty("missing").Count("days"));
    }

    [Fact]
    public async Task DayWithOnlySums_IsMissingInTheListOfCalls()
    {
        var (app, _) = await _ledger.StartAfterTheRetentionAsync();
        await using var __ = app;

        var calls = await app.GetJsonAsync($"calls?from={app.Now - (10 * Day)}");
        var recent = await app.GetJsonAsync($"calls?from={app.Now - 1}");

        Assert.Equal((0, 1), (calls.Count("total"), calls.GetProperty("missing").Count("days")));
        Assert.Equal(JsonValueKind.Null, recent.GetProperty("missing").ValueKind);
    }

    [Fact]
    public async Task RangeBeforeTheFirstCallOfTheLedger_IsUnknown()
    {
        await using var first = await _ledger.StartAsync();
        first.Call();
        await LedgerDashboard.FlushAsync(first);
        await using var app = await _ledger.StartAsync(first.Clock.GetUtcNow().AddHours(1));

        var summary = await app.GetJsonAsync($"summary?edges={app.Now - 7_200},{app.Now}&before={app.Now - 14_400}");

        Assert.Equal(first.Records.All.Single().Timestamp, summary.GetProperty("since").GetDateTimeOffset());
        Assert.True(summary.GetProperty("beforeIsPartial").GetBoolean());
    }

    private static bool LacksCalls(JsonElement sums) => sums.GetProperty("lacksCalls").GetBoolean();

    private static DateOnly DayOf(CostRecord record) => DateOnly.FromDateTime(record.Timestamp.UtcDateTime);

    private static long Midnight(DateTimeOffset time) => time.ToUnixTimeSeconds() / Day * Day;
}
