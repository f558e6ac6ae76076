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
    private readonly CostMetrics _metrics;
    private readonly CostMeterLog _log;
    private readonly GenAIMetrics _genAIMetrics;
    private readonly StandaloneMeterFactory? _ownMeterFactory;
    private readonly PriceFileWatcher _priceFiles;

    /// <summary>Creates a meter.</summary>
    /// <param name="options">How to price and attribute; <see langword="null"/> is the defaults. Read once.</param>
    /// <param name="services">The services that the meter uses; <see langword="null"/> is none.</param>
    /// <remarks>
    /// The meter looks for these services, all of which are optional: every <see cref="ICostObserver"/>,
    /// <see cref="IUsageReader"/> and <see cref="IUsageEstimator"/>, a <see cref="PriceCatalog"/> instead of
    /// <see cref="PriceCatalog.Default"/>, <see cref="IMeterFactory"/>, <see cref="ILoggerFactory"/>, without which it does not
    /// log, and <see cref="System.TimeProvider"/>. It does not read <see cref="CostMeteringOptions"/> or a configuration from
    /// them: <c>services.AddCostMetering()</c> does.
    /// </remarks>
    /// <exception cref="OptionsValidationException">The options are not valid; the message lists every fault.</exception>
    public CostMeter(CostMeteringOptions? options = null, IServiceProvider? services = null)
    {
        options ??= new CostMeteringOptions();
        CostMeteringOptionsValidator.ThrowIfInvalid(options);

        _log = new CostMeterLog((services?.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<CostMeter>());
        var timeProvider = services?.GetService<TimeProvider>() ?? TimeProvider.System;
        var meterFactory = services?.GetService<IMeterFactory>() ?? (_ownMeterFactory = new StandaloneMeterFactory());
        var catalog = services?.GetService<PriceCatalog>() is { } registered ? PriceList.Of(registered) : PriceList.Catalog;
        Prices = new PriceBook(catalog, options.ToPriceSettings());
        Prices.Updated += ReportUpdate;
        _metrics = new CostMetrics(meterFactory, () => Prices.Current.Lists, () => HeldPriceChanges, timeProvider);
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
            Prices,
            new MeteringSnapshot(options));
        _priceFiles = new PriceFileWatcher(Prices, timeProvider);
        if (_priceFiles.Load(options.PriceFiles) is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(
                CostMeteringOptions.SectionName,
                typeof(CostMeteringOptions),
                faults.Select(fault => $"{CostMeteringOptions.SectionName}:{fault}"));
        }

        IEnumerable<T> All<T>() => services?.GetService<IEnumerable<T>>() ?? [];
    }

    /// <summary>
    /// The price changes that wait for a person to accept them (<see cref="CostMeteringOptions.AcceptedPriceChanges"/>); the old
    /// prices stay until then.
    /// </summary>
    public IReadOnlyList<HeldPriceChange> HeldPriceChanges => Prices.HeldPriceChanges;

    /// <summary>The prices of this meter.</summary>
    internal PriceBook Prices { get; }

    /// <summary>What the calls of this meter need.</summary>
    internal MeteringContext Context { get; }

    internal TimeProvider TimeProvider => Context.TimeProvider;

    internal MeteringSnapshot Snapshot => Context.Snapshot;

    /// <summary>The subscription to changes of the configuration, which ends with this meter.</summary>
    internal IDisposable? OptionsSubscription { get; set; }

    /// <summary>
    /// Lets a metrics exporter show every new series at zero before its first value, without which <c>increase()</c> in
    /// Prometheus does not see that value.
    /// </summary>
    /// <returns>The gate, which holds first values back until it is released. Dispose it to stop holding.</returns>
    /// <remarks>Meant for exporters; <c>AddLlmCostTelemetry()</c> of the package LlmCost.AI.OpenTelemetry uses it.</remarks>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public NewSeriesGate HoldNewSeries() => _metrics.HoldNewSeries();

    /// <summary>
    /// Finds the price of a model by which this meter prices calls: custom prices, deployments and price lists included.
    /// </summary>
    /// <param name="providerName">
    /// The provider, in OpenTelemetry's names (<c>openai</c>, <c>azure.ai.openai</c>, <c>anthropic</c>, …).
    /// </param>
    /// <param name="model">The model, alias or deployment.</param>
    /// <param name="at">The instant for which the price is wanted; <see langword="null"/> is now.</param>
    /// <returns>
    /// The price, in USD, before discounts; for a deployment that is billed hourly, the share of its monthly cost. <see
    /// langword="null"/> if no price is known.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/> or blank.
    /// </exception>
    public ModelPrice? FindPrice(string providerName, string model, DateTimeOffset? at = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);

        return Prices.Current.PriceOf(KnownProviders.Canonical(providerName), model, at ?? TimeProvider.GetUtcNow());
    }

    /// <summary>Returns what a usage costs by the prices, discounts and rounding of this meter. Nothing is recorded.</summary>
    /// <param name="providerName">
    /// The provider, in OpenTelemetry's names (<c>openai</c>, <c>azure.ai.openai</c>, <c>anthropic</c>, …).
    /// </param>
    /// <param name="model">The model, alias or deployment.</param>
    /// <param name="usage">The disjoint token counts of one request; prices of long prompts make sums of requests wrong.</param>
    /// <param name="servedAs">The tier, region and speed that are served.</param>
    /// <param name="quantities">What is used in addition to tokens; <see langword="null"/> is nothing.</param>
    /// <param name="at">The start of the request; <see langword="null"/> is now.</param>
    /// <returns>The cost and its charges, or why it is unknown.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/> or blank.
    /// </exception>
    /// <exception cref="OverflowException">
    /// The product of a count and a rate is beyond <see cref="decimal.MaxValue"/>.
    /// </exception>
    public CostEstimate Estimate(
        string providerName,
        string model,
        TokenUsage usage,
        ServedAs servedAs = default,
        IReadOnlyList<BillableQuantity>? quantities = null,
        DateTimeOffset? at = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);

        var query = new UsageToPrice
        {
            Provider = KnownProviders.Canonical(providerName),
            RequestModel = model,
            Timestamp = at ?? TimeProvider.GetUtcNow(),
            ServedAs = servedAs,
            Quantities = quantities ?? [],
            UsageSource = UsageSource.Reported,
        };
        return Prices.Current.Estimate(in query, in usage);
    }

    /// <summary>Records a call that doesn't go through Microsoft.Extensions.AI: a reranker, the result of a batch, raw HTTP.</summary>
    /// <param name="call">The call, after it has ended.</param>
    /// <returns>What the call cost. Its <see cref="CostSummary.Total"/> is <see langword="null"/> if the cost is unknown.</returns>
    /// <remarks>
    /// The call appears in metrics, the log, spans, tallies and observers like any other, and the <see cref="CostScope"/> around the caller applies to it. Counts that
    /// can't be true are corrected and reported as anomalies. No exception of a listener or observer reaches the caller.
    /// </remarks>
    /// <example>
    /// <code>
    /// var cost = meter.Record(new PaidCall
    /// {
    ///     OperationName = "rerank",
    ///     ProviderName = "cohere",
    ///     Model = "rerank-v3.5",
    ///     Quantities = [new BillableQuantity { Unit = BillableUnit.Rerank, Quantity = 1 }],
    /// });
    /// </code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The operation, provider or model of <paramref name="call"/> is <see langword="null"/> or blank.</exception>
    public CostSummary Record(PaidCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentException.ThrowIfNullOrWhiteSpace(call.OperationName);
        ArgumentException.ThrowIfNullOrWhiteSpace(call.ProviderName);
        ArgumentException.ThrowIfNullOrWhiteSpace(call.Model);

        return PaidCallMetering.Record(Context, call);
    }

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
            Prices.Apply(options.ToPriceSettings());
            Context.Snapshot = new MeteringSnapshot(options);
            _priceFiles.Reload(options.PriceFiles);
            _log.OptionsApplied();
        }
        catch (Exception e)
        {
            _metrics.RecordFailure(MeteringFailure.Configuration);
            _log.OptionsRejected(e);
        }
    }

    /// <summary>Counts and logs how an update of a price list went.</summary>
    private void ReportUpdate(string source, PriceUpdateOutcome outcome, string details)
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
}
