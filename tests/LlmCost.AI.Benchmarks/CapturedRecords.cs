using System.Diagnostics.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>What some code records, to be recorded again with nothing around it: the limit that a meter can come near to, but not beat.</summary>
internal sealed class CapturedRecords
{
    private readonly List<Action> _records = [];

    /// <summary>How many points there are.</summary>
    public int Count => _records.Count;

    /// <summary>Runs some code and keeps what it records on any instrument of its own.</summary>
    public static CapturedRecords Of(Action run)
    {
        var captured = new CapturedRecords();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (!instrument.IsObservable && (instrument.Meter.Name.StartsWith("LlmCost.AI", StringComparison.Ordinal) || instrument.Meter.Name is Clients.TheirMeter))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => captured.Keep(instrument, value, tags.ToArray()));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => captured.Keep(instrument, value, tags.ToArray()));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => captured.Keep(instrument, value, tags.ToArray()));
        listener.Start();
        run();
        return captured;
    }

    /// <summary>Records it all again.</summary>
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
