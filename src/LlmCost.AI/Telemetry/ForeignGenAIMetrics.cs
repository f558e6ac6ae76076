using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>Watches whether somebody else in the process emits the standard gen_ai metrics.</summary>
internal sealed class ForeignGenAIMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _chat;
    private int _any;

    public ForeignGenAIMetrics()
    {
        // Instruments have to be listened to, or their end would not be told. So these two: the one that only chat clients have is recorded once for
        // each stream, the one that clients of every kind have once for each call.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is GenAIMetricNames.TimeToFirstChunk or GenAIMetricNames.OperationDuration
                && instrument.Meter.Name != LlmCostTelemetry.GenAIMeterName)
            {
                Interlocked.Increment(ref Alive(instrument));
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.MeasurementsCompleted = (instrument, _) => Interlocked.Decrement(ref Alive(instrument));
        _listener.Start();
    }

    /// <summary>Whether somebody may emit the metrics of a kind of calls now.</summary>
    /// <remarks>
    /// Of clients other than chat clients nothing tells one kind from another, or from chat clients: better to be silent than to count twice.
    /// </remarks>
    public bool AreAlive(bool isChat) => Volatile.Read(ref isChat ? ref _chat : ref _any) > 0;

    public void Dispose() => _listener.Dispose();

    private ref int Alive(Instrument instrument) => ref instrument.Name is GenAIMetricNames.TimeToFirstChunk ? ref _chat : ref _any;
}
