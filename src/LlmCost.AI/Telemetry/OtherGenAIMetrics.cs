using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>Watches whether somebody else in the process emits the standard gen_ai metrics of chat calls.</summary>
internal sealed class OtherGenAIMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _alive;

    public OtherGenAIMetrics()
    {
        // The instrument that only chat clients have, and that is recorded least: once for each stream. It has to be listened to, or its end would
        // not be told.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == GenAIMetricNames.TimeToFirstChunk && instrument.Meter.Name != LlmCostTelemetry.GenAIMeterName)
            {
                Interlocked.Increment(ref _alive);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.MeasurementsCompleted = (_, _) => Interlocked.Decrement(ref _alive);
        _listener.Start();
    }

    /// <summary>Whether such an instrument exists now.</summary>
    public bool AreAlive => Volatile.Read(ref _alive) > 0;

    public void Dispose() => _listener.Dispose();
}
