using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using LlmCost.AI.Load.Ledgers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Load.Report;

/// <summary>Writes totals to a file while the app runs, so that they are available even if the app is killed.</summary>
/// <remarks>Lines are not buffered in the process, so they are not lost if it is killed.</remarks>
internal sealed class Journal : BackgroundService
{
    /// <summary>
    /// The name of the meter with the counter <c>load.exports</c>, whose callback runs when a collection starts.
    /// </summary>
    public const string MeterName = "LlmCost.AI.Load";

    private const int TicksPerFullGc = 10;
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RecordLedger _records;
    private readonly LedgerWriter _ledger;
    private readonly NewSeriesGate _gate;
    private readonly FileStream _file;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<long> _heaps = [];
    private long _exports;

    public Journal(
        RecordLedger records, LedgerWriter ledger, CostMeter meter, IMeterFactory meterFactory, IOptions<LoadOptions> options)
    {
        _records = records;
        _ledger = ledger;
        _gate = meter.HoldNewSeries();

        // The file is never closed, because the last export happens while the service container is disposed.
        _file = new FileStream(options.Value.Journal, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

        // The SDK invokes the callback at the start of each collection. All calls that are recorded by then are already in the
        // metrics, so this collection exports them.
        meterFactory.Create(MeterName).CreateObservableCounter("load.exports", Export);
    }

    /// <summary>Gets the number of metric collections that have started.</summary>
    public long Exports => Interlocked.Read(ref _exports);

    /// <summary>Gets the size of the heap after each full garbage collection, in bytes.</summary>
    public IReadOnlyList<long> Heaps
    {
        get
        {
            lock (_lock)
            {
                return [.. _heaps];
            }
        }
    }

    /// <summary>Runs a full garbage collection, then records and returns the size of the heap in bytes.</summary>
    public long WeighHeap()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        lock (_lock)
        {
            _heaps.Add(heap);
        }

        return heap;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick);
        try
        {
            for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
            {
                Write(tick % TicksPerFullGc is 0 ? WeighHeap() : null);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app is stopping.
        }
    }

    private long Export()
    {
        lock (_lock)
        {
            _exports++;
            Write(heap: null);
            return _exports;
        }
    }

    private void Write(long? heap)
    {
        lock (_lock)
        {
            // The gate holds back measurements of new series. If it holds back none after the totals are read, the metrics
            // contain all of these totals.
            var totals = _records.Totals;
            var line = new JournalLine(
                Stopwatch.GetElapsedTime(_started).TotalSeconds,
                _exports,
                !_gate.IsHolding,
                totals,
                _ledger.Status,
                Environment.WorkingSet,
                heap);
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n']);
        }
    }
}
