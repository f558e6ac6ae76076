using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using LlmCost.AI.Load.Ledgers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.Load.Report;

/// <summary>Writes down how things stand, so that it is known also of an app that is killed.</summary>
/// <remarks>A line goes to the operating system at once: the death of the process does not take it away.</remarks>
internal sealed class Journal : BackgroundService
{
    /// <summary>The meter of the counter that is exported with everything else.</summary>
    public const string MeterName = "LlmCost.AI.Load";

    private const int TicksPerFullGc = 10;
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RecordLedger _records;
    private readonly NewSeriesGate _gate;
    private readonly FileStream _file;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<long> _heaps = [];
    private long _exports;

    public Journal(RecordLedger records, CostMeter meter, IMeterFactory meterFactory, IOptions<LoadOptions> options)
    {
        _records = records;
        _gate = meter.HoldNewSeries();

        // Not disposed: the last export comes when the container of services is.
        _file = new FileStream(options.Value.Journal, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

        // Asked at the beginning of each collection: what the ledger has now, the metrics have already, and this collection takes it along.
        meterFactory.Create(MeterName).CreateObservableCounter("load.exports", Export);
    }

    /// <summary>How many collections have begun.</summary>
    public long Exports => Interlocked.Read(ref _exports);

    /// <summary>What was alive after each full collection of garbage, in bytes.</summary>
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

    /// <summary>Collects all garbage, and notes what is alive.</summary>
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
            // The app stops.
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
            // In this order: what the ledger had is held still, or in the metrics.
            var totals = _records.Totals;
            var line = new JournalLine(
                Stopwatch.GetElapsedTime(_started).TotalSeconds, _exports, !_gate.IsHolding, totals, Environment.WorkingSet, heap);
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n']);
        }
    }
}
