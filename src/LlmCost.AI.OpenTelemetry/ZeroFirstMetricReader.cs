using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI;

/// <summary>Exports periodically, and every new series at zero before its first value.</summary>
/// <remarks>Every collection, at shutdown and on a flush too, is two when there are new series: one that shows them at zero, one that has their values.</remarks>
internal sealed class ZeroFirstMetricReader(BaseExporter<Metric> exporter, CostMeter meter, int exportIntervalMilliseconds, int exportTimeoutMilliseconds)
    : PeriodicExportingMetricReader(exporter, exportIntervalMilliseconds, exportTimeoutMilliseconds)
{
    // Assigned before the base class starts its thread.
    private readonly NewSeriesGate _gate = meter.HoldNewSeries();

    protected override bool OnCollect(int timeoutMilliseconds)
    {
        if (!_gate.IsHolding)
        {
            return base.OnCollect(timeoutMilliseconds);
        }

        var zerosExported = base.OnCollect(timeoutMilliseconds);
        _gate.Release();
        WaitForNextMillisecond();
        return base.OnCollect(timeoutMilliseconds) && zerosExported;
    }

    protected override void Dispose(bool disposing)
    {
        _gate.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Prometheus keeps times in milliseconds, and of two samples with the same time only the first.</summary>
    private static void WaitForNextMillisecond()
    {
        var now = Environment.TickCount64;
        SpinWait.SpinUntil(() => Environment.TickCount64 > now + 1);
    }
}
