using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Ledger.Worker;

/// <summary>Measures the ledger. The figures are in tests/LlmCost.AI.Benchmarks/RESULTS.md.</summary>
internal static class Measurement
{
    private const int Slices = 100;
    private const int CallsPerDay = 100_000;

    private static readonly string[] s_features = ["chat", "search", "summarize", "research", "translate"];

    public static async Task RunAsync(string folder, int seconds, int callsPerSecond, int reportedCalls)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        MeasureRecord(Path.Combine(folder, "record"));
        await MeasureRateAsync(Path.Combine(folder, "rate"), seconds, callsPerSecond);
        await MeasureReportsAsync(Path.Combine(folder, "reports"), reportedCalls);
    }

    /// <summary>Measures the time that a ledger adds to a call, which is the time to put the record into the queue.</summary>
    private static void MeasureRecord(string folder)
    {
        var start = Stopwatch.GetTimestamp();
        using var services = Services(folder);
        var ledger = services.GetRequiredService<LedgerWriter>();
        Print($"start: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms to open a new ledger");
        var record = Record(services);
        var times = new List<double>();
        var bytes = new List<double>();
        for (var round = 0; round < 60; round++)
        {
            const int Calls = 10_000;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Calls; i++)
            {
                ledger.OnRecorded(record);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / Calls);
            bytes.Add((GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Calls);
            ledger.FlushAsync().Wait();
        }

        // The first rounds include the compilation of the code and the growth of the queue.
        Print($"record: {Median(times[20..]):0.0} ns, {Median(bytes[20..]):0.0} bytes, dropped {ledger.Status.Dropped}");
    }

    /// <summary>Measures whether all calls are stored at a steady rate, and how many bytes a call uses in the file.</summary>
    private static async Task MeasureRateAsync(string folder, int seconds, int callsPerSecond)
    {
        await using var services = Services(folder);
        var (meter, ledger) = (services.GetRequiredService<CostMeter>(), services.GetRequiredService<LedgerWriter>());
        var longest = 0L;
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        for (var slice = 0; slice < seconds * Slices; slice++)
        {
            for (var i = 0; i < callsPerSecond / Slices; i++)
            {
                using var scope = CostScope.Begin(s_features[i % s_features.Length]);
                meter.Record(LedgerApp.Call(1_000 + i));
            }

            longest = Math.Max(longest, ledger.Status.QueueLength);
            var wait = TimeSpan.FromSeconds((slice + 1) / (double)Slices) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        await ledger.FlushAsync();
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        var status = ledger.Status;
        Print($"rate: {status.Records / elapsed.TotalSeconds:0} calls/s for {elapsed.TotalSeconds:0.0} s, "
            + $"dropped {status.Dropped}, longest queue {longest}, {used.TotalSeconds / elapsed.TotalSeconds:0.00} processors");
        Print($"size: {new FileInfo(status.Path).Length / (double)status.Records:0} bytes a call");
    }

    /// <summary>
    /// Measures the time of reports that read individual calls, and of reports that read the sums of closed days.
    /// </summary>
    private static async Task MeasureReportsAsync(string folder, int calls)
    {
        // All days ended more than an hour ago, so that they can be closed. For days that are not closed, reports add up
        // individual calls.
        var end = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2);
        var first = end.AddDays(-(calls - 1) / CallsPerDay);
        var days = LedgerPeriod.Days(first, end);
        await using (var services = Services(folder, options => (options.QueueLength, options.FullSync) = (1_048_576, false)))
        {
            var (meter, ledger) = (services.GetRequiredService<CostMeter>(), services.GetRequiredService<LedgerWriter>());
            for (var i = 0; i < calls; i++)
            {
                using var scope = CostScope.Begin(s_features[i % s_features.Length]);
                var time = first.AddDays(i / CallsPerDay).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
                    .AddSeconds(i % CallsPerDay * 0.8);
                meter.Record(LedgerApp.Call(1_000 + (i % 997)) with { Timestamp = time });
                if (i % 200_000 is 0)
                {
                    await ledger.FlushAsync();
                }
            }

            await ledger.FlushAsync();
            Print($"reports: {ledger.Status.Records} calls, dropped {ledger.Status.Dropped}");
        }

        await ReportAsync(folder, days, calls, "calls");
        var options = new LedgerOptions { RetentionDays = 3_660 };
        var (closing, done) = await CloseAsync(folder, options);
        Print($"closing: {closing:0.00} s, {done.Closed.Count} days");
        await ReportAsync(folder, days, calls, "closed days");
        options.ArchivePath = Path.Combine(folder, "archive");
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        (var archiving, done) = await CloseAsync(folder, options);
        Print(
            $"archiving: {archiving / calls * 1_000_000:0.0} µs a call, {done.Archived.Count} days, "
            + $"{(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMicroseconds / calls:0.0} µs of processors");
    }

    private static async Task<(double Seconds, ClosedDays Done)> CloseAsync(string folder, LedgerOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        var done = await new DayCloser(Path.Combine(folder, "ledger-0.db"), options, TimeProvider.System)
            .RunAsync(CancellationToken.None);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, done);
    }

    private static async Task ReportAsync(string folder, LedgerPeriod days, int calls, string source)
    {
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var report = await LedgerReport.CreateAsync(
            CostLedger.Open(folder),
            new LedgerReportQuery
            {
                Period = days,
                By = [LedgerField.Parse("feature"), LedgerField.Parse("model")],
            });
        Print($"report over {report.Total.Calls} of {calls} calls from {source}: "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s, "
            + $"{(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:0.00} s of processors, "
            + $"{report.Total.Cost} USD");
    }

    private static ServiceProvider Services(string folder, Action<LedgerOptions>? configure = null) => new ServiceCollection()
        .AddLogging()
        .AddCostMetering()
        .AddLedger(options =>
        {
            options.Path = folder;
            configure?.Invoke(options);
        })
        .Services
        .BuildServiceProvider();

    private static CostRecord Record(ServiceProvider services)
    {
        var observer = new LastRecord();
        using var meter = new CostMeter(
            null, new ServiceCollection().AddSingleton<ICostObserver>(observer).BuildServiceProvider());
        meter.Record(LedgerApp.Call(1_000));
        return observer.Record!;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Print(string text) => Console.WriteLine(text);

    private sealed class LastRecord : ICostObserver
    {
        public CostRecord? Record { get; private set; }

        public void OnRecorded(CostRecord record) => Record = record;
    }
}
