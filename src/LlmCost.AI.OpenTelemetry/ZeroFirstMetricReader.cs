using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LlmCost.AI;

/// <summary>Exports metrics periodically, and exports every new series at zero before its first value.</summary>
/// <remarks>
/// If there are new series, a collection exports the metrics twice: first with the new series at zero, then with the actual
/// values. The same applies to the collections for a flush and for the shutdown.
/// </remarks>
internal sealed class ZeroFirstMetricReader(
    BaseExporter<Metric> exporter, CostMeter meter, int exportIntervalMilliseconds, int exportTimeoutMilliseconds)
    : PeriodicExportingMetricReader(exporter, exportIntervalMilliseconds, exportTimeoutMilliseconds)
{
    // The gate is created in a field initializer, because that runs before the constructor of the base class, which starts the
    // export thread.
    private readonly NewSeriesGate _gate = meter.HoldNewSeries();

    protected override bool OnCollect(int timeoutMilliseconds)
    {
        if (!_gate.IsHolding)
        {
            return base.OnCollect(timeoutMilliseconds);
        }

        var zerosExported = false;
        _gate.Release(() => zerosExported = base.OnCollect(timeoutMilliseconds));
        WaitForNextMillisecond();
        return base.OnCollect(timeoutMilliseconds) && zerosExported;
    }

    protected override void Dispose(bool disposing)
    {
        _gate.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Waits until the next sample is certain to have a later timestamp than the last sample.</summary>
    /// <remarks>
    /// Prometheus timestamps have millisecond resolution. Of two samples with equal timestamps, Prometheus keeps only the first.
    /// </remarks>
    private static void WaitForNextMillisecond()
    {
        var now = Environment.TickCount64;
        SpinWait.SpinUntil(() => Environment.TickCount64 > now + 1);
    }
}
