using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the memory of the dashboard is bounded.</summary>
[Collection(nameof(RunsAlone))]
public sealed class HistoryMemoryTests
{
    private const int Series = 50;
    private const int Quarters = 35 * 24 * 4;
    private const long Limit = 16 * 1_024 * 1_024;

    [Fact]
    public async Task FiftySeriesOver35Days_TakeAtMost16MiB()
    {
        await using var app = await DashboardApp.StartAsync();
        var features = Enumerable.Range(0, Series).Select(series => $"feature-{series}").ToList();
        app.Call(feature: features[0], cached: 1);
        await app.GetSummaryAsync();
        app.Records.Clear();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            for (var series = 0; series < Series; series++)
            {
                app.Call(
                    input: 1_000 + quarter + series,
                    cached: 500 + (7 * series),
                    output: 300 + quarter,
                    feature: features[series]);
            }

            app.Records.Clear();
            app.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        var summary = await app.GetJsonAsync($"summary?edges={app.Now - (35 * 86_400)},{app.Now + 900}");
        Assert.Equal(1 + (Series * Quarters), summary.GetProperty("total").Count("calls"));
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Series} series over 35 days take {growth / 1_048_576.0:F1} MiB.");
        Assert.InRange(growth, 1, Limit);
    }

    [Fact]
    public async Task LedgerWithAnyNumberOfSeries_TakesAtMost16MiB()
    {
        const int Pages = 20, Hours = 100;
        await using var app = await DashboardApp.StartAsync(
            configure: builder => builder.Services.AddSingleton<ICostHistory>(new ManyFeaturesHistory()));
        await app.GetSummaryAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var page = 1; page <= Pages; page++)
        {
            var start = (app.Now / 3_600 * 3_600) - (page * Hours * 3_600L);
            var edges = string.Join(',', Enumerable.Range(0, Hours).Select(hour => start + (hour * 3_600L)));
            var summary = await app.GetJsonAsync($"summary?edges={edges}");
            Assert.Equal((Hours - 1) * ManyFeaturesHistory.Features, summary.GetProperty("total").Count("calls"));
            Assert.Equal(
                summary.GetProperty("total").Usd(),
                (await app.GetJsonAsync($"summary?edges={edges}")).GetProperty("total").Usd());
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"The ledger's sums take {growth / 1_048_576.0:F1} MiB.");
        Assert.True(growth <= Limit, $"{growth:N0} bytes");
    }
}
