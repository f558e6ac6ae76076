namespace LlmCost.AI.Tests;

/// <summary>Tests that the memory of the dashboard is bounded.</summary>
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
}
