using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Collects the data of the health check from records of calls, events of budgets, and metrics of the app.</summary>
/// <remarks>
/// The state of the ledger comes from metrics, because the ledger is a separate package, which not every app references. Only
/// gauges and the counter of dropped records, which rarely changes, are observed. Listening to the counters that change with each
/// call would slow down the calls.
/// </remarks>
internal sealed class MeteringHealth : ICostObserver, IBudgetObserver, IDisposable
{
    private const string PriceListAge = "llmcost.price_list.age";
    private const string PriceListHeld = "llmcost.price_list.held";
    private const string LedgerLag = "llmcost.ledger.lag";
    private const string LedgerForwardLag = "llmcost.ledger.forward.lag";
    private const string LedgerDropped = "llmcost.ledger.dropped";

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly MeteringWindow _window;
    private Dictionary<string, double> _gauges = [];
    private volatile bool _isStoreAway;

    public MeteringHealth(
        IOptions<LlmCostHealthCheckOptions> options, IMeterFactory meterFactory, TimeProvider? timeProvider = null)
    {
        _window = new MeteringWindow(options.Value.Window, timeProvider ?? TimeProvider.System);

        // Other apps in the process can have meters with the same name.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is LlmCostTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, meterFactory)
                && instrument.Name is PriceListAge or PriceListHeld or LedgerLag or LedgerForwardLag or LedgerDropped)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => OnGauge(instrument.Name, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => OnMeasured(instrument.Name, value));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void OnRecorded(CostRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        _window.Add(new WindowSums(Calls: 1, record.UnpricedReason is UnpricedReason.None ? 0 : 1, Dropped: 0));
    }

    /// <inheritdoc/>
    public void OnEvent(BudgetEvent budgetEvent)
    {
        ArgumentNullException.ThrowIfNull(budgetEvent);

        _isStoreAway = budgetEvent.Kind switch
        {
            BudgetEventKind.StoreAway => true,
            BudgetEventKind.StoreBack => false,
            _ => _isStoreAway,
        };
    }

    /// <summary>Returns the current state.</summary>
    public MeteringState Read()
    {
        lock (_lock)
        {
            _gauges = [];
            _listener.RecordObservableInstruments();
            return new MeteringState(
                _window.Sums, Gauge(PriceListAge), (long?)Gauge(PriceListHeld), Gauge(LedgerLag), Gauge(LedgerForwardLag),
                _isStoreAway);
        }

        double? Gauge(string name) => _gauges.TryGetValue(name, out var value) ? value : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void OnMeasured(string instrument, long value)
    {
        if (instrument is LedgerDropped)
        {
            _window.Add(new WindowSums(Calls: 0, Unpriced: 0, value));
        }
        else
        {
            OnGauge(instrument, value);
        }
    }

    // The gauges of price lists report one value per list. The smallest age is kept, and the numbers of held
    // changes are added up.
    private void OnGauge(string instrument, double value) => _gauges[instrument] = instrument switch
    {
        PriceListAge => double.Min(value, _gauges.GetValueOrDefault(instrument, double.MaxValue)),
        _ => value + _gauges.GetValueOrDefault(instrument),
    };
}
