using System.ComponentModel;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
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
    private readonly CostMetrics _metrics;
    private readonly CostMeterLog _log;
    private readonly GenAIMetrics _genAIMetrics;
    private readonly StandaloneMeterFactory? _ownMeterFactory;
    private readonly PriceFileWatcher _priceFiles;
    private readonly Lock _changing = new();
    private readonly Dictionary<PriceOrigin, PublishedPrices> _published = [];
    private CostMeteringOptions _options;

    /// <summary>Creates a meter.</summary>
    /// <param name="options">How to price and attribute; <see langword="null"/> is the defaults. Read once.</param>
    /// <param name="services">The services that the meter uses; <see langword="null"/> is none.</param>
    /// <remarks>
    /// The meter looks for these services, all of which are optional: every <see cref="ICostObserver"/>, <see cref="IUsageReader"/> and
    /// <see cref="IUsageEstimator"/>, a <see cref="PriceCatalog"/> instead of <see cref="PriceCatalog.Default"/>, <see cref="IMeterFactory"/>,
    /// <see cref="ILoggerFactory"/>, without which it does not log, and <see cref="System.TimeProvider"/>. It does not read
    /// <see cref="CostMeteringOptions"/> or a configuration from them: <c>services.AddCostMetering()</c> does.
    /// </remarks>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every fault.</exception>
    public CostMeter(CostMeteringOptions? options = null, IServiceProvider? services = null)
    {
        options ??= new CostMeteringOptions();
        CostMeteringOptionsValidator.ThrowIfInvalid(options);

        _options = options;
        _catalog = services?.GetService<PriceCatalog>() is { } catalog ? PriceList.Of(catalog) : PriceList.Catalog;
        _log = new CostMeterLog((services?.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<CostMeter>());
        var timeProvider = services?.GetService<TimeProvider>() ?? TimeProvider.System;
        var meterFactory = services?.GetService<IMeterFactory>() ?? (_ownMeterFactory = new StandaloneMeterFactory());
        _metrics = new CostMetrics(meterFactory, () => Snapshot.Lists, () => HeldPriceChanges, timeProvider);
        _genAIMetrics = new GenAIMetrics(meterFactory, _metrics);
        var failures = new MeteringFailures(_metrics, _log);
        Context = new MeteringContext(
            new CallRecorder([.. All<ICostObserver>()], _metrics, _genAIMetrics, _log, failures),
            _genAIMetrics,
            _log,
            failures,
            [.. All<IUsageReader>()],
            [.. All<IUsageEstimator>()],
            timeProvider,
            new MeteringSnapshot(options, [_catalog]));
        _priceFiles = new PriceFileWatcher(this);
        _priceFiles.Load(options.PriceFiles);

        IEnumerable<T> All<T>() => services?.GetService<IEnumerable<T>>() ?? [];
    }

    /// <summary>
    /// The price changes that wait for a person to accept them (<see cref="CostMeteringOptions.AcceptedPriceChanges"/>); the old prices stay until then.
    /// </summary>
    public IReadOnlyList<HeldPriceChange> HeldPriceChanges { get; private set; } = [];

    /// <summary>What the calls of this meter need.</summary>
    internal MeteringContext Context { get; }

    internal TimeProvider TimeProvider => Context.TimeProvider;

    internal MeteringSnapshot Snapshot => Context.Snapshot;

    /// <summary>The subscription to changes of the configuration, which ends with this meter.</summary>
    internal IDisposable? OptionsSubscription { get; set; }

    /// <summary>
    /// Lets a metrics exporter show every new series at zero before its first value, without which <c>increase()</c> in Prometheus does not
    /// see that value.
    /// </summary>
    /// <returns>The gate, which holds first values back until it is released. Dispose it to stop holding.</returns>
    /// <remarks>Meant for exporters; <c>AddLlmCostTelemetry()</c> of the package LlmCost.AI.OpenTelemetry uses it.</remarks>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public NewSeriesGate HoldNewSeries() => _metrics.HoldNewSeries();

    /// <summary>Stops the metrics of this meter. Clients that still use it go on unmetered by telemetry.</summary>
    public void Dispose()
    {
        OptionsSubscription?.Dispose();
        _priceFiles.Dispose();
        _genAIMetrics.Dispose();
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
                Context.Snapshot = new MeteringSnapshot(options, Lists());
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
            Context.Snapshot = new MeteringSnapshot(_options, Lists());
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
            Context.Failures.Report(MeteringFailure.Configuration, e);
        }
    }

    private List<PriceList> Lists() =>
    [
        .. _published.OrderBy(published => published.Key).SelectMany(published => published.Value.Lists),
        _catalog,
    ];
}
