using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Turns calls into cost records and tells them: the heart of the library, one for each app.</summary>
/// <remarks>
/// <para>
/// <c>services.AddCostMetering()</c> registers it. Without a container, make one and give it to
/// <see cref="CostMeteringChatClientBuilderExtensions.UseCostMetering"/>, or let that share one.
/// </para>
/// <para>Safe on any thread. Nothing that goes wrong in it reaches a call: it is counted, and logged once for each kind.</para>
/// </remarks>
public sealed class CostMeter : IDisposable
{
    private readonly PriceList _catalog;
    private readonly ICostObserver[] _observers;
    private readonly CostMetrics _metrics;
    private readonly CostMeterLog _log;
    private readonly StandaloneMeterFactory? _ownMeterFactory;
    private readonly PriceFileWatcher _priceFiles;
    private readonly Lock _changing = new();
    private readonly Dictionary<PriceOrigin, PublishedPrices> _published = [];
    private CostMeteringOptions _options;
    private volatile MeteringSnapshot _state;

    /// <summary>Makes a meter.</summary>
    /// <param name="options">How to price and attribute; <see langword="null"/> is the defaults. Read once.</param>
    /// <param name="catalog">The list prices that are asked last; <see langword="null"/> is <see cref="PriceCatalog.Default"/>.</param>
    /// <param name="observers">Who is told of every call besides telemetry.</param>
    /// <param name="readers">Who reads the raw responses of providers.</param>
    /// <param name="meterFactory">Makes the meters of the metrics; <see langword="null"/> makes them without one.</param>
    /// <param name="loggerFactory">Makes the logger; <see langword="null"/> logs nothing.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> is that of the system.</param>
    /// <param name="estimators">Who estimates usage that was not reported; <see langword="null"/> is the built-in rule.</param>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every fault.</exception>
    public CostMeter(
        CostMeteringOptions? options = null,
        PriceCatalog? catalog = null,
        IEnumerable<ICostObserver>? observers = null,
        IEnumerable<IUsageReader>? readers = null,
        IMeterFactory? meterFactory = null,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        IEnumerable<IUsageEstimator>? estimators = null)
    {
        options ??= new CostMeteringOptions();
        CostMeteringOptionsValidator.ThrowIfInvalid(options);

        _options = options;
        _catalog = catalog is null ? PriceList.Catalog : PriceList.Of(catalog);
        _observers = [.. observers ?? []];
        _log = new CostMeterLog((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<CostMeter>());
        _state = new MeteringSnapshot(options, [_catalog]);
        TimeProvider = timeProvider ?? TimeProvider.System;
        Readers = [.. readers ?? []];
        Estimators = [.. estimators ?? []];
        meterFactory ??= _ownMeterFactory = new StandaloneMeterFactory();
        _metrics = new CostMetrics(meterFactory, () => _state.Lists, () => HeldPriceChanges, TimeProvider);
        GenAIMetrics = new GenAIMetrics(meterFactory, _metrics);
        _priceFiles = new PriceFileWatcher(this);
        _priceFiles.Load(options.PriceFiles);
    }

    /// <summary>
    /// The price changes that wait for a person to accept them (<see cref="CostMeteringOptions.AcceptedPriceChanges"/>); the old prices stay until then.
    /// </summary>
    public IReadOnlyList<HeldPriceChange> HeldPriceChanges { get; private set; } = [];

    internal TimeProvider TimeProvider { get; }

    internal IUsageReader[] Readers { get; }

    internal IUsageEstimator[] Estimators { get; }

    internal GenAIMetrics GenAIMetrics { get; }

    internal MeteringSnapshot State => _state;

    internal CostMeterLog Log => _log;

    /// <summary>The subscription to changes of the configuration, which ends with this meter.</summary>
    internal IDisposable? OptionsSubscription { get; set; }

    /// <summary>
    /// Lets a metrics exporter show every new series at zero before its first value, without which <c>increase()</c> in Prometheus does not
    /// see that value.
    /// </summary>
    /// <returns>The gate, which holds first values back until it is released. Dispose it to stop holding.</returns>
    /// <remarks>Meant for exporters; <c>AddLlmCostTelemetry()</c> of the package LlmCost.AI.OpenTelemetry uses it.</remarks>
    public NewSeriesGate HoldNewSeries() => _metrics.HoldNewSeries();

    /// <summary>Stops the metrics of this meter. Clients that still use it go on unmetered by telemetry.</summary>
    public void Dispose()
    {
        OptionsSubscription?.Dispose();
        _priceFiles.Dispose();
        GenAIMetrics.Dispose();
        _ownMeterFactory?.Dispose();
    }

    /// <summary>Puts other options in force, or keeps the present ones if they are not valid.</summary>
    internal void Apply(Func<CostMeteringOptions> create)
    {
        try
        {
            var options = create();
            CostMeteringOptionsValidator.ThrowIfInvalid(options);
            lock (_changing)
            {
                _options = options;
                _state = new MeteringSnapshot(options, Lists());
            }

            _priceFiles.Reload(options.PriceFiles);
            _log.OptionsApplied();
        }
        catch (Exception e)
        {
            _metrics.RecordFailure(MeteringFailure.Configuration);
            _log.OptionsRejected(e);
        }
    }

    /// <summary>The list that is asked last, which others are compared with.</summary>
    internal PriceList Catalog => _catalog;

    /// <summary>Puts other price lists of one origin in force.</summary>
    internal void Publish(PriceOrigin origin, PublishedPrices prices)
    {
        lock (_changing)
        {
            _published[origin] = prices;
            HeldPriceChanges = [.. _published.Values.SelectMany(published => published.Held)];
            _state = new MeteringSnapshot(_options, Lists());
        }
    }

    /// <summary>Counts and logs how an update of a price list went.</summary>
    internal void ReportUpdate(string source, PriceUpdateOutcome outcome, string details)
    {
        try
        {
            _metrics.RecordUpdate(source, outcome);
            _log.PriceListUpdated(source, outcome, details);
        }
        catch (Exception e)
        {
            ReportFailure(MeteringFailure.Configuration, e);
        }
    }

    /// <summary>Whether anybody is told how long calls take.</summary>
    internal bool TellsDuration(MeteringSnapshot state, CallKind kind)
    {
        try
        {
            return _observers.Length > 0 || GenAIMetrics.AreOn(state, kind) || _log.IsEnabled(state.RecordLogLevel);
        }
        catch (Exception)
        {
            // A logger that fails here fails again when the record is written, where it is told.
            return true;
        }
    }

    /// <summary>Ends a call: makes its record and tells it, unless a meter nearer to the provider has counted it.</summary>
    internal void End(ref MeteredCall call)
    {
        try
        {
            if (call.Own?.HasCounted(call.ResponseId) is not true && !call.IsReplay)
            {
                var reportedCost = call.Finish();
                CallPricer.Price(ref call.Data, reportedCost, call.Requested, call.State);
                Tell(in call.Data.Record, in call);
            }

            call.Enclosing?.MarkCounted(call.ResponseId);
        }
        catch (Exception e)
        {
            ReportFailure(MeteringFailure.Recording, e);
        }
    }

    internal void ReportFailure(MeteringFailure failure, Exception exception)
    {
        try
        {
            _metrics.RecordFailure(failure);
            _log.MeteringFailed(failure, exception);
        }
        catch (Exception)
        {
            // Even those who would be told of a failure fail: there is nobody left to tell, and the call must go on.
        }
    }

    private List<PriceList> Lists() =>
    [
        .. _published.OrderBy(published => published.Key).SelectMany(published => published.Value.Lists),
        _catalog,
    ];

    /// <summary>Tells everybody. A listener, logger or observer of the app's that fails must not keep the record from the others.</summary>
    private void Tell(in CostRecord record, in MeteredCall call)
    {
        call.Tally?.Add(in record);
        TellMetrics(in record, in call);
        TellSpanAndLog(in record, in call);
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnRecorded(in record);
            }
            catch (Exception e)
            {
                ReportFailure(MeteringFailure.Observer, e);
            }
        }
    }

    private void TellMetrics(in CostRecord record, in MeteredCall call)
    {
        try
        {
            _metrics.Record(in record, call.Answerer);
            GenAIMetrics.Record(in record, in call);
        }
        catch (Exception e)
        {
            ReportFailure(MeteringFailure.Recording, e);
        }
    }

    private void TellSpanAndLog(in CostRecord record, in MeteredCall call)
    {
        try
        {
            SpanCost.Tag(call.Activity, in record);
            _log.Record(in record, call.State.RecordLogLevel);
            if (call.IsUnread)
            {
                _log.NotRead(call.Client.AdapterName);
            }
        }
        catch (Exception e)
        {
            ReportFailure(MeteringFailure.Recording, e);
        }
    }
}
