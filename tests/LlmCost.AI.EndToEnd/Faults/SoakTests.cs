using System.Diagnostics;
using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>A long run with mixed traffic, reloads and faults. <c>tests/soak.sh</c> sets the duration.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Viewers = 3;

    private static readonly TimeSpan Fault = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Round = (4 * Fault) + (3 * Quiet);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TimeSpan Duration => TimeSpan.FromMinutes(
        Environment.GetEnvironmentVariable("LLMCOST_SOAK_MINUTES") is { Length: > 0 } minutes
            ? double.Parse(minutes, CultureInfo.InvariantCulture)
            : 1);

    [Fact]
    public async Task LongRun_WithManyFaults_IsExact_AndHasBoundedMemory()
    {
        await using var stack = await FaultStack.StartAsync(Token);
        var priceFile = Path.Combine(stack.Folder.FullName, "prices.json");
        await File.WriteAllTextAsync(priceFile, Load.Provider.PriceLists.Versions[0], Token);
        var dashboard = FreePort.Find(1)[0];
        await using var app = await LoadApp.StartAsync(
            stack.Folder,
            stack.Network.Address,
            [
                ("Load__Rate", Environment.GetEnvironmentVariable("LLMCOST_SOAK_RATE") ?? "2000"),
                ("Load__ClockJumps", "true"),
                ("Load__PriceFile", priceFile),
                ("LlmCost__PriceFiles__0", priceFile),
                ("Load__FeedDirectory", Path.Combine(stack.Folder.FullName, "feeds")),
                ("Load__DashboardPort", $"{dashboard}"),
                ("DOTNET_ENVIRONMENT", "Development"),
            ],
            launcher: [],
            Token);

        List<DashboardViewer> viewers = [.. Enumerable.Range(0, Viewers).Select(_ => new DashboardViewer(dashboard))];
        var started = Stopwatch.GetTimestamp();
        do
        {
            await BreakEverythingOnceAsync(stack);
            Print(app.Journal());
        }
        while (Stopwatch.GetElapsedTime(started) + Round <= Duration);

        var report = await app.StopAsync(Token);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Print(report);
        foreach (var viewer in viewers)
        {
            // The viewer must have received the stream until the app stopped. If the stream ended earlier, the number of ticks is
            // too low.
            var (ticks, bytes) = await viewer.Reading;
            output.WriteLine($"A viewer of the dashboard received {ticks:N0} ticks, {bytes / seconds:N0} bytes per second.");
            Assert.InRange(ticks, seconds / 2, double.MaxValue);
        }

        await Invariant.HoldsAsync(report, stack.Prometheus.Api, Token);
        output.WriteLine(
            $"Prometheus has exactly the same: {await SumAsync("calls"):N0} calls, {await SumAsync("usage_tokens"):N0} tokens, "
                + $"{await SumAsync("usage_cost")} USD.");
        output.WriteLine(
            $"The ledger has {report.Ledger.Kept.Calls:N0} calls, and {report.Ledger.Gaps.Calls:N0} in gaps.");
        Assert.True(report.Reloads > 0 && report.Records.FeedCalls > 0);
        BoundedMemory.Holds(report);

        Task<double> SumAsync(string metric) => Invariant.SumAsync($"llmcost_{metric}_total", stack.Prometheus.Api, Token);
    }

    private static async Task BreakEverythingOnceAsync(FaultStack stack)
    {
        await stack.Collector.KillAsync();
        await Task.Delay(Fault, Token);
        await stack.Collector.RestartAsync(Token);
        await Task.Delay(Quiet, Token);

        await stack.Prometheus.KillAsync();
        await Task.Delay(Fault, Token);
        await stack.Prometheus.RestartAsync(Token);
        await Task.Delay(Quiet, Token);

        stack.Network.Silence();
        await Task.Delay(Fault, Token);
        stack.Network.SlowDown(TimeSpan.FromMilliseconds(50));
        await Task.Delay(Fault, Token);
        stack.Network.Heal();
        await Task.Delay(Quiet, Token);
    }

    private void Print(IReadOnlyList<JournalLine> journal) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{journal[^1].Seconds / 60,5:F1} min {journal[^1].Totals.Calls,11:N0} calls {journal[^1].Totals.Cost,15:F6} USD, "
            + $"working set {journal[^1].WorkingSet / 1e6:F0} MB, alive "
            + $"{journal.Last(line => line.HeapAfterFullGc is not null).HeapAfterFullGc / 1e6:F2} MB"));

    private void Print(LoadReport report) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {report.Records.Calls:N0} calls in {report.Duration.TotalMinutes:F1} minutes, {
            report.Calls / report.Duration.TotalSeconds:F0} a second; {report.Records.Tokens:N0} tokens, {
            report.Records.Cost} USD.
        Exceptions that reached a caller: {report.Surprises}. Reloads: {report.Reloads:N0}.
        Metering added {report.ExtraMicrosecondsP50:F1} µs (p50) and {report.ExtraMicrosecondsP99:F1} µs (p99) to a call.
        Memory: peak working set {report.PeakWorkingSet / 1e6:F0} MB; alive after a full collection {
            string.Join(", ", Tenths(report.Heaps).Select(heap => $"{heap / 1e6:F2}"))} MB, a tenth of the time each.
        GC: {string.Join(" / ", report.Collections)} collections of generations 0 / 1 / 2, {
            report.GcPause.TotalSeconds:F1} s of pauses, {report.Allocated / 1e9:F1} GB allocated.
        """));

    private static IEnumerable<long> Tenths(IReadOnlyList<long> heaps) =>
        Enumerable.Range(1, 10).Select(tenth => heaps[((heaps.Count * tenth) + 9) / 10 - 1]);
}
