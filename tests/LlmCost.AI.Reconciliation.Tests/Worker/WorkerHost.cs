using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Reconciliation.Tests.Worker;

/// <summary>A worker that reads the bill of a month on the morning of December 1.</summary>
internal sealed class WorkerHost : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IHost _host;

    private WorkerHost(
        SyntheticMonth month, Func<BillLine, BillLine> change, Func<string, bool> hasBill, bool isBroken)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddFakeLogging();
        builder.Services.AddSingleton<ILedgerReader>(month.Ledger);
        builder.Services.AddSingleton<IBillSource>(new MonthSource(month, change, hasBill));
        if (isBroken)
        {
            builder.Services.AddSingleton<IBillSource>(new BrokenSource());
        }

        builder.Services.AddCostReconciliation(options => options.BillsPath = _folder.File("bills.db"));
        builder.Logging.AddFilter(_ => true);
        _host = builder.Build();
        Log = _host.Services.GetRequiredService<FakeLogCollector>();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 12, 1, 7, 0, 0, TimeSpan.Zero));

    public FakeLogCollector Log { get; }

    public int Runs => Log.GetSnapshot().Count(
        record => record.Message.StartsWith("The bills were compared", StringComparison.Ordinal));

    /// <summary>Gets the time of the next run.</summary>
    public DateTimeOffset? NextRun =>
        _host.Services.GetServices<IHostedService>().OfType<CostReconciliationService>().Single().NextRun;

    public static async Task<WorkerHost> StartAsync(
        SyntheticMonth month, Func<string, bool>? hasBill = null, Func<BillLine, BillLine>? change = null, bool isBroken = false)
    {
        var worker = new WorkerHost(month, change ?? (line => line), hasBill ?? (_ => true), isBroken);
        await worker.WaitForRunAsync(() => worker._host.StartAsync(TestContext.Current.CancellationToken).Wait());
        return worker;
    }

    /// <summary>Performs an action and waits until a comparison is logged and the worker waits for its next run.</summary>
    public async Task WaitForRunAsync(Action action)
    {
        var runs = Runs;
        action();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Runs == runs || NextRun is null)
        {
            await Task.Yield();
            Assert.False(deadline.IsCancellationRequested, string.Join('\n', Log.GetSnapshot().Select(record => record.Message)));
        }
    }

    /// <summary>Reads a gauge.</summary>
    public IReadOnlyList<(double Value, IReadOnlyDictionary<string, object?> Tags)> Read(string name)
    {
        var read = new List<(double, IReadOnlyDictionary<string, object?>)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name
                    && instrument.Meter.Scope == _host.Services.GetRequiredService<IMeterFactory>())
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, value, tags, _) => read.Add((value, new Dictionary<string, object?>(tags.ToArray()))));
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.StopAsync().Wait();
        _host.Dispose();
        _folder.Dispose();
    }

    private sealed class MonthSource(SyntheticMonth month, Func<BillLine, BillLine> change, Func<string, bool> hasBill)
        : IBillSource
    {
        public string Name => "openai";

        public async IAsyncEnumerable<BillBucket> ReadAsync(
            LedgerPeriod period, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var bucket in (await month.BillAsync()).Where(bucket => hasBill(bucket.Source)))
            {
                yield return bucket with
                {
                    ObservedAt = new DateTimeOffset(2026, 12, 1, 7, 0, 0, TimeSpan.Zero),
                    Lines = [.. bucket.Lines.Select(change)],
                };
            }
        }
    }

    private sealed class BrokenSource : IBillSource
    {
        public string Name => "broken";

        public IAsyncEnumerable<BillBucket> ReadAsync(LedgerPeriod period, CancellationToken cancellationToken) =>
            throw new BillSourceException("403.");
    }
}
