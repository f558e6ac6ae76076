using System.Diagnostics.Metrics;

namespace LlmCost.AI.Benchmarks;

/// <summary>What some code records, to be recorded again with nothing around it: the limit that a meter can come near to, but not beat.</summary>
internal sealed class CapturedRecords
{
    private readonly List<Record<double>> _doubles = [];
    private readonly List<Record<long>> _longs = [];
    private readonly List<Record<int>> _integers = [];

    /// <summary>How many points there are.</summary>
    public int Count => _doubles.Count + _longs.Count + _integers.Count;

    /// <summary>Runs some code and keeps what it records on the instruments of a meter.</summary>
    public static CapturedRecords Of(string meter, Action run)
    {
        var captured = new CapturedRecords();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == meter && !instrument.IsObservable)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => captured._doubles.Add(new(instrument, value, tags.ToArray())));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => captured._longs.Add(new(instrument, value, tags.ToArray())));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => captured._integers.Add(new(instrument, value, tags.ToArray())));
        listener.Start();
        run();
        return captured;
    }

    /// <summary>Records it all again.</summary>
    public void Replay()
    {
        foreach (var record in _doubles)
        {
            record.Replay();
        }

        foreach (var record in _longs)
        {
            record.Replay();
        }

        foreach (var record in _integers)
        {
            record.Replay();
        }
    }

    private readonly struct Record<T>(Instrument instrument, T value, KeyValuePair<string, object?>[] tags)
        where T : struct
    {
        private readonly Counter<T>? _counter = instrument as Counter<T>;
        private readonly Histogram<T>? _histogram = instrument as Histogram<T>;

        public void Replay()
        {
            _counter?.Add(value, tags);
            _histogram?.Record(value, tags);
        }
    }
}
