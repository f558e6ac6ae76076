using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Starts metered apps with a dashboard. The apps share a ledger that keeps records for two days.</summary>
internal sealed class LedgerDashboard : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    public string Folder { get; } = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public Task<DashboardApp> StartAsync(DateTimeOffset? now = null) => DashboardApp.StartAsync(
        metering => metering.AddLedger(),
        clock: now is { } time ? new(time) : null,
        settings:
        [
            ("LlmCost:Ledger:Path", Folder), ("LlmCost:Ledger:RetentionDays", "2"), ("LlmCost:MetricTags:0", "team"),
        ]);

    /// <summary>
    /// Makes calls in one app, and starts a second app. Returns as soon as the ledger has deleted the records of the calls and
    /// has only their sums.
    /// </summary>
    /// <returns>The second app, whose clock is four days later, and the records of the calls.</returns>
    public async Task<(DashboardApp App, List<CostRecord> Records)> StartAfterTheRetentionAsync()
    {
        List<CostRecord> records;
        DateTimeOffset restart;
        await using (var first = await StartAsync())
        {
            first.Call(input: 1_000, tags: ("team", "red"));
            first.Clock.Advance(TimeSpan.FromHours(1));
            first.Call(input: 2_000, tags: ("team", "blue"));
            (records, restart) = ([.. first.Records.All], first.Clock.GetUtcNow().AddDays(4));
        }

        var app = await StartAsync(restart);
        await WaitUntilDeletedAsync(records[0]);
        return (app, records);
    }

    public static Task FlushAsync(DashboardApp app) =>
        app.App.Services.GetRequiredService<LedgerWriter>().FlushAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until the app has deleted a record, which it does in the background.</summary>
    private async Task WaitUntilDeletedAsync(CostRecord record)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_deadline);
        while (await CostLedger.Open(Folder).FindCallAsync(record.Id, deadline.Token) is not null)
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
