using System.Diagnostics;
using System.Globalization;

namespace LlmCost.AI.Redis.Worker;

/// <summary>Measures the time that a reservation and its settlement take, with one caller and with many.</summary>
internal static class Measurement
{
    private const int Warmups = 2_000;
    private const int Pairs = 10_000;
    private const int Callers = 64;
    private const int PairsOfCaller = 1_500;

    public static async Task RunAsync(string connection, int serverProcess)
    {
        var options = new BudgetStoreOptions { Group = "measure", Timeout = TimeSpan.FromSeconds(5) };
        await using var store = new RedisBudgetStore(connection, options);
        using var server = Process.GetProcessById(serverProcess);
        foreach (var counters in (int[])[1, 3])
        {
            await MeasureAsync(store, server, counters);
        }
    }

    private static async Task MeasureAsync(RedisBudgetStore store, Process server, int counterCount)
    {
        var counters = Enumerable.Range(0, counterCount).Select(index => new BudgetCounter
        {
            Budget = $"budget-{index}",
            Unit = BudgetUnit.Usd,
            Limit = 1_000_000_000_000_000,
            WindowStart = DateTimeOffset.UnixEpoch,
            WindowEnd = DateTimeOffset.UnixEpoch.AddYears(200),
        }).ToArray();

        for (var call = 0; call < Warmups; call++)
        {
            await CallAsync(store, counters, null, null);
        }

        var (reserve, settle) = (new List<double>(Pairs), new List<double>(Pairs));
        for (var call = 0; call < Pairs; call++)
        {
            await CallAsync(store, counters, reserve, settle);
        }

        server.Refresh();
        var (cpu, started) = (server.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var call = 0; call < PairsOfCaller; call++)
            {
                await CallAsync(store, counters, null, null);
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        server.Refresh();
        cpu = server.TotalProcessorTime - cpu;

        const int Total = Callers * PairsOfCaller;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counterCount} counters: reserve p50 {Percentile(reserve, 0.5):0.000}, p99 {Percentile(reserve, 0.99):0.000} ms; "
            + $"settle p50 {Percentile(settle, 0.5):0.000} ms, p99 {Percentile(settle, 0.99):0.000} ms; {Callers} callers: "
            + $"{Total / elapsed.TotalSeconds:0} pairs/s, {cpu.TotalMicroseconds / Total:0.0} µs of server time per pair = "
            + $"{Total / cpu.TotalSeconds:0} pairs/s on one core of the server"));
    }

    private static async Task CallAsync(
        RedisBudgetStore store, BudgetCounter[] counters, List<double>? reserve, List<double>? settle)
    {
        var hold = new BudgetHold();
        hold.Begin(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        foreach (var counter in counters)
        {
            hold.Add(counter, 1_000_000, 2_000_000, 500_000);
        }

        var started = Stopwatch.GetTimestamp();
        await store.ReserveAsync(hold);
        reserve?.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        for (var index = 0; index < hold.Count; index++)
        {
            hold[index].Actual = 1_500_000;
        }

        started = Stopwatch.GetTimestamp();
        await store.SettleAsync(hold);
        settle?.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}
