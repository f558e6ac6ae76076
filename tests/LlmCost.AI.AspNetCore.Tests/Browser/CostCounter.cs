using System.Diagnostics.Metrics;

namespace LlmCost.AI.Tests;

/// <summary>Adds up the measurements of one app's metrics, as a metric exporter would.</summary>
internal sealed class CostCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private double _usd;

    public CostCounter(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "llmcost.usage.cost" && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, usd, _, _) => _usd += usd);
        _listener.Start();
    }

    public double Usd => _usd;

    public void Dispose() => _listener.Dispose();
}
