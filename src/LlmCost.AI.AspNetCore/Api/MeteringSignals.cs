using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>Reads values that only metrics contain: metering failures and the age of price lists.</summary>
/// <remarks>
/// Listens only to a gauge and to the failure counter, which rarely changes. Listening to the counters that change with each call
/// would slow down the calls. Thread-safe.
/// </remarks>
internal sealed class MeteringSignals : IDisposable
{
    private const string Failures = "llmcost.failures";
    private const string PriceListAge = "llmcost.price_list.age";
    private const double SecondsPerDay = 86_400;

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _failures = [];
    private readonly Dictionary<string, double> _ages = [];

    public MeteringSignals(IMeterFactory? meterFactory)
    {
        // Other apps in the process can have meters with the same name.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is LlmCostTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, meterFactory)
                && instrument.Name is Failures or PriceListAge)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(_failures, tags, value));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Add(_ages, tags, value));
        _listener.Start();
    }

    /// <summary>Returns the number of failures since this object was created, by reason.</summary>
    public IReadOnlyList<FailureAnswer> ReadFailures()
    {
        lock (_lock)
        {
            return [.. _failures.Select(failure => new FailureAnswer { Kind = failure.Key, Count = failure.Value })];
        }
    }

    /// <summary>Reads the age of each price list.</summary>
    public IReadOnlyList<PriceListAgeAnswer> ReadPriceLists()
    {
        lock (_lock)
        {
            _ages.Clear();
            _listener.RecordObservableInstruments();
            return
            [
                .. _ages.Select(list => new PriceListAgeAnswer
                {
                    Name = list.Key,
                    AgeDays = Math.Round(list.Value / SecondsPerDay, 1),
                }),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add<T>(Dictionary<string, T> values, ReadOnlySpan<KeyValuePair<string, object?>> tags, T value)
        where T : struct, System.Numerics.INumber<T>
    {
        var name = tags.Length > 0 ? tags[0].Value as string ?? "" : "";
        lock (_lock)
        {
            values[name] = values.GetValueOrDefault(name) + value;
        }
    }
}
