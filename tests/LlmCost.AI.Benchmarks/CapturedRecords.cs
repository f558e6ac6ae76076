using System.Diagnostics.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>Captures the measurements that an action records, and records them again without any other work.</summary>
/// <remarks>A meter that records the same measurements can't be faster than this replay.</remarks>
internal sealed class CapturedRecords
{
    private readonly List<Action> _records = [];

    /// <summary>Gets the number of captured measurements.</summary>
    public int Count => _records.Count;

    /// <summary>Runs an action and captures the measurements that it records on instruments of the compared meters.</summary>
    public static CapturedRecords Of(Action run)
    {
        var captured = new CapturedRecords();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            var name = instrument.Meter.Name;
            if (!instrument.IsObservable
                && (name.StartsWith("LlmCost.AI", StringComparison.Ordinal) || name is Clients.TheirMeter))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => captured.Keep(instrument, value, tags.ToArray()));
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => captured.Keep(instrument, value, tags.ToArray()));
        listener.SetMeasurementEventCallback<int>(
            (instrument, value, tags, _) => captured.Keep(instrument, value, tags.ToArray()));
        listener.Start();
        run();
        return captured;
    }

    /// <summary>Records all captured measurements again.</summary>
    public void Replay()
    {
        foreach (var record in _records)
        {
            record();
        }
    }

    private void Keep<T>(Instrument instrument, T value, KeyValuePair<string, object?>[] tags)
        where T : struct => _records.Add(instrument switch
        {
            Counter<T> counter => () => counter.Add(value, tags),
            Histogram<T> histogram => () => histogram.Record(value, tags),
            _ => throw new NotSupportedException($"{instrument.Name} is neither a counter nor a histogram."),
        });
}
