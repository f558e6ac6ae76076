using System.ComponentModel;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Converts calls to cost records and publishes them. Create one meter per app.</summary>
/// <remarks>
/// <para>
/// <c>services.AddCostMetering()</c> registers the meter. Without dependency injection, create a meter and pass it to
/// <see cref="CostMeteringChatClientBuilderExtensions.UseCostMetering"/>. If you don't pass a meter, the clients share a default
/// meter.
/// </para>
/// <para>
/// All members are thread-safe. Metering failures never affect a call. They are counted, and the first failure of each kind is
/// logged.
/// </para>
/// </remarks>
public sealed class CostMeter : IDisposable
{
    private readonly CostMetrics _metrics;
    private readonly CostMeterLog _log;
    private readonly GenAIMetrics _genAIMetrics;
    private readonly StandaloneMeterFactory? _ownMeterFactory;
    private readonly PriceFileWatcher _priceFiles;

    /// <summary>Initializes a new instance of the <see cref="CostMeter"/> class.</summary>
    /// <param name="options">
    /// The options; <see langword="null"/> uses the defaults. The constructor reads the options once, so later changes have no
    /// effect.
    /// </param>
    /// <param name="services">The services that the meter uses; <see langword="null"/> for none.</param>
    /// <remarks>
    /// The meter uses every registered <see cref="ICostObserver"/>, <see cref="IUsageReader"/>, <see cref="IUsageEstimator"/>,
    /// <see cref="IOutputLimiter"/> and <see cref="IBudgetObserver"/>. It also uses an <see cref="IBudgetStore"/>, an
    /// <see cref="IMeterFactory"/>, a <see cref="System.TimeProvider"/> and an <see cref="ILoggerFactory"/>. A registered
    /// <see cref="PriceCatalog"/> replaces <see cref="PriceCatalog.Default"/>. All of these services are optional. Without an
    /// <see cref="ILoggerFactory"/>, the meter does not log. The constructor does not read <see cref="CostMeteringOptions"/> or a
    /// configuration from the services. To apply them, call <c>services.AddCostMetering()</c> instead.
    /// </remarks>
    /// <exception cref="OptionsValidationException">The options are not valid. The message lists all faults.</exception>
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
        Budgets = new CostBudgets(
            services?.GetService<IBudgetStore>(),
            All<IBudgetObserver>(),
            meterFactory,
            services?.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            timeProvider,
            (services?.GetService<IOptions<BudgetsOptions>>()?.Value ?? new BudgetsOptions()).BudgetStore.MaxCounters,
            () => _metrics.Gate);
        Context = new MeteringContext(
            new CallRecorder([.. All<ICostObserver>()], _metrics, _genAIMetrics, _log, failures),
            _genAIMetrics,
            _log,
            failures,
            [.. All<IUsageReader>()],
            [.. All<IUsageEstimator>()],
            [.. All<IOutputLimiter>(), new OllamaOutputLimiter()],
            timeProvider,
            Prices,
            Budgets,
            new MeteringSnapshot(options));
        _priceFiles = new PriceFileWatcher(Prices, timeProvider);
        if (_priceFiles.Load(options.PriceFiles) is { Count: > 0 } faults)
        {
            Dispose();
            throw new OptionsValidationException(
                CostMeteringOptions.SectionName,
                typeof(CostMeteringOptions),
                faults.Select(fault => $"{CostMeteringOptions.SectionName}:{fault}"));
        }

        WarnOfDoubtful(options);

        IEnumerable<T> All<T>() => services?.GetService<IEnumerable<T>>() ?? [];
    }

    /// <summary>
    /// Gets the price changes that wait for approval. The previous prices stay in effect until
    /// <see cref="CostMeteringOptions.AcceptedPriceChanges"/> contains the ids of the changes.
    /// </summary>
    public IReadOnlyList<HeldPriceChange> HeldPriceChanges => Prices.HeldPriceChanges;

    /// <summary>
    /// Gets a value indicating whether a client that uses this meter has been created. Apps with dependency injection usually
    /// create a client only when it is first needed.
    /// </summary>
    public bool HasClients { get; internal set; }

    /// <summary>The budgets that apply to the calls of this meter.</summary>
    internal CostBudgets Budgets { get; }

    /// <summary>The prices of this meter.</summary>
    internal PriceBook Prices { get; }

    /// <summary>The services and state that the calls of this meter use.</summary>
    internal MeteringContext Context { get; }

    internal TimeProvider TimeProvider => Context.TimeProvider;

    internal MeteringSnapshot Snapshot => Context.Snapshot;

    /// <summary>The subscription to changes to the budgets, which is disposed with this meter.</summary>
    internal IDisposable? BudgetsSubscription { get; set; }

    /// <summary>The subscription to configuration changes, which is disposed with this meter.</summary>
    internal IDisposable? OptionsSubscription { get; set; }

    /// <summary>
    /// Holds back the first value of every new series until a metrics exporter has exported the series with the value zero.
    /// Without this zero, <c>increase()</c> in Prometheus ignores the first value.
    /// </summary>
    /// <returns>
    /// The gate. It holds back first values until <see cref="NewSeriesGate.Release"/> is called. Dispose the gate to stop holding
    /// back values.
    /// </returns>
    /// <remarks>For exporters. <c>AddLlmCostTelemetry()</c> of the package LlmCost.AI.OpenTelemetry calls this method.</remarks>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public NewSeriesGate HoldNewSeries() => _metrics.HoldNewSeries();

    /// <summary>Finds the price that this meter uses for a model, from custom prices, deployments and price lists.</summary>
    /// <param name="providerName">
    /// The OpenTelemetry name of the provider (<c>openai</c>, <c>azure.ai.openai</c>, <c>anthropic</c>, …).
    /// </param>
    /// <param name="model">The model, alias or deployment.</param>
    /// <param name="at">The time at which the price applies; <see langword="null"/> for now.</param>
    /// <returns>
    /// The price in USD before discounts, or <see langword="null"/> if no price is known. For a deployment that is billed
    /// hourly, the price is its monthly cost spread over the expected tokens.
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

    /// <summary>Explains which price this meter uses for a model, and why.</summary>
    /// <param name="providerName">
    /// The OpenTelemetry name of the provider (<c>openai</c>, <c>azure.ai.openai</c>, <c>anthropic</c>, …).
    /// </param>
    /// <param name="model">The model, alias or deployment.</param>
    /// <param name="at">The time at which the price applies; <see langword="null"/> for now.</param>
    /// <returns>Several lines of text for people. The format can change.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/> or blank.
    /// </exception>
    public string ExplainPrice(string providerName, string model, DateTimeOffset? at = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);

        return PriceExplanation.Describe(Prices.Current, providerName, model, at ?? TimeProvider.GetUtcNow());
    }

    /// <summary>
    /// Calculates the cost of a request from its usage, with the prices, discounts and rounding of this meter. Nothing is
    /// recorded.
    /// </summary>
    /// <param name="providerName">
    /// The OpenTelemetry name of the provider (<c>openai</c>, <c>azure.ai.openai</c>, <c>anthropic</c>, …).
    /// </param>
    /// <param name="model">The model, alias or deployment.</param>
    /// <param name="usage">
    /// The disjoint token counts of one request. Don't pass the sum of several requests: prices depend on the size of each
    /// prompt.
    /// </param>
    /// <param name="servedAs">The actual tier, region and speed.</param>
    /// <param name="quantities">The non-token usage; <see langword="null"/> for none.</param>
    /// <param name="at">The start of the request; <see langword="null"/> for now.</param>
    /// <returns>The cost and its charges, or the reason why the cost is unknown.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="providerName"/> or <paramref name="model"/> is <see langword="null"/> or blank.
    /// </exception>
    /// <exception cref="OverflowException">The product of a count and a rate exceeds <see cref="decimal.MaxValue"/>.</exception>
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

    /// <summary>
    /// Records a call that doesn't go through Microsoft.Extensions.AI, for example a rerank call, a request in a batch, or a raw
    /// HTTP request.
    /// </summary>
    /// <param name="call">The call, after it has ended.</param>
    /// <returns>
    /// The cost of the call. Its <see cref="CostSummary.Total"/> is <see langword="null"/> if the cost is unknown.
    /// </returns>
    /// <remarks>
    /// Like other calls, this call reaches metrics, the log, spans, tallies and observers. The current <see cref="CostScope"/>
    /// applies to it. Impossible counts are corrected and reported as anomalies. Exceptions from listeners and observers never
    /// reach the caller.
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
    /// <exception cref="ArgumentException">
    /// The operation, provider or model of <paramref name="call"/> is <see langword="null"/> or blank.
    /// </exception>
    public CostSummary Record(PaidCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentException.ThrowIfNullOrWhiteSpace(call.OperationName);
        ArgumentException.ThrowIfNullOrWhiteSpace(call.ProviderName);
        ArgumentException.ThrowIfNullOrWhiteSpace(call.Model);

        return PaidCallMetering.Record(Context, call);
    }

    /// <summary>
    /// Adds an observer to the observers from the services. It receives the records of calls that end from now on.
    /// </summary>
    /// <param name="observer">The observer.</param>
    /// <remarks>Use this method for observers that are created after the meter, such as a page of a web app.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="observer"/> is <see langword="null"/>.</exception>
    public void AddObserver(ICostObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);

        Context.Recorder.Add(observer);
    }

    /// <summary>Counts a metering failure in <c>llmcost.failures</c>. The first failure is also logged.</summary>
    /// <param name="exception">
    /// The failure. Its message is not logged, because it may contain text of a prompt or response.
    /// </param>
    /// <remarks>
    /// For packages that extend the metering and must not fail the app's calls. Exceptions from loggers are ignored.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is <see langword="null"/>.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void ReportFailure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        Context.Failures.Report(MeteringFailure.Reading, exception);
    }

    /// <summary>
    /// Stops the metrics of this meter. Clients that still use this meter continue to work, but no longer emit metrics.
    /// </summary>
    public void Dispose()
    {
        OptionsSubscription?.Dispose();
        BudgetsSubscription?.Dispose();
        Budgets.Dispose();
        _priceFiles.Dispose();
        _genAIMetrics.Dispose();
        _ownMeterFactory?.Dispose();
    }

    /// <summary>Applies new options, or keeps the current options if the new ones are not valid.</summary>
    internal void Apply(Func<CostMeteringOptions> create)
    {
        try
        {
            var options = create();
            CostMeteringOptionsValidator.ThrowIfInvalid(options);
            Prices.Apply(options.ToPriceSettings());
            Context.Snapshot = new MeteringSnapshot(options);
            _priceFiles.Reload(options.PriceFiles);
            WarnOfDoubtful(options);
            _log.OptionsApplied();
        }
        catch (Exception e)
        {
            _metrics.RecordFailure(MeteringFailure.Configuration);
            _log.OptionsRejected(e);
        }
    }

    /// <summary>Applies new budgets, or keeps the current budgets if the new budgets are not valid.</summary>
    internal void Apply(Func<BudgetsOptions> create)
    {
        try
        {
            var options = create();
            Budgets.Apply(options);
            WarnOfDoubtful(options);
            Budgets.Log.Changed(string.Join(", ", Budgets.Names));
        }
        catch (Exception e)
        {
            _metrics.RecordFailure(MeteringFailure.Configuration);
            Budgets.Log.Rejected(e.Message);
        }
    }

    /// <summary>Logs warnings about options that look like mistakes.</summary>
    private void WarnOfDoubtful(CostMeteringOptions options)
    {
        foreach (var option in DoubtfulOptions.In(options, Prices.Current, TimeProvider.GetUtcNow()))
        {
            _log.DoubtfulOption(option);
        }
    }

    /// <summary>Logs warnings about budget options that look like mistakes.</summary>
    internal void WarnOfDoubtful(BudgetsOptions options)
    {
        foreach (var option in BudgetDoubts.In(options, Snapshot.Telemetry.MetricTags))
        {
            _log.DoubtfulOption(option);
        }
    }

    /// <summary>Counts and logs the outcome of a price list update.</summary>
    private void ReportUpdate(string source, PriceUpdateOutcome outcome, string details)
    {
        try
        {
            _log.PriceListUpdated(source, outcome, details);
        }
        catch (Exception e)
        {
            Context.Failures.Report(MeteringFailure.Configuration, e);
        }

        // The metric is updated after the log record is written, so that the log record exists when the metric changes.
        try
        {
            _metrics.RecordUpdate(source, outcome);
        }
        catch (Exception e)
        {
            Context.Failures.Report(MeteringFailure.Configuration, e);
        }
    }
}
