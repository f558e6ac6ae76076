using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>Detects whether another component in the process emits the standard gen_ai metrics.</summary>
internal sealed class ForeignGenAIMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _chat;
    private int _any;

    public ForeignGenAIMetrics()
    {
        // Only listeners of an instrument are notified when the instrument is disposed. Therefore, this class listens to two
        // instruments that are rarely recorded. One belongs to chat clients only and is recorded once for each stream. The other
        // belongs to all kinds of clients and is recorded once for each call.
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

    /// <summary>
    /// Returns true if another component may currently emit the metrics of chat calls or, if <paramref name="isChat"/> is false,
    /// of other calls.
    /// </summary>
    /// <remarks>
    /// The instruments of other clients can't be distinguished from each other or from those of chat clients. To avoid double
    /// counting, the result for other calls is true if a client of any kind may emit the metrics.
    /// </remarks>
    public bool AreAlive(bool isChat) => Volatile.Read(ref isChat ? ref _chat : ref _any) > 0;

    public void Dispose() => _listener.Dispose();

    private ref int Alive(Instrument instrument) =>
        ref instrument.Name is GenAIMetricNames.TimeToFirstChunk ? ref _chat : ref _any;
}
