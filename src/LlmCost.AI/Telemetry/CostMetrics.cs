using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>This library's own metrics: cost and tokens of calls in disjoint classes, and the health of the meter.</summary>
internal sealed class CostMetrics
{
    private readonly Counter<double> _cost;
    private readonly Histogram<double> _operationCost;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _attempts;
    private readonly Counter<double> _possiblyBilledCost;
    private readonly Counter<long> _unpricedCalls;
    private readonly Counter<long> _unpricedTokens;
    private readonly Counter<long> _partialCalls;
    private readonly Counter<long> _anomalies;
    private readonly Counter<long> _foldedTags;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _priceListUpdates;

    private readonly TagValueLimiter _providers = new(GenAIAttributes.ProviderName);
    private readonly TagValueLimiter _requestModels = new(GenAIAttributes.RequestModel);
    private readonly TagValueLimiter _responseModels = new(GenAIAttributes.ResponseModel);
    private readonly TagValueLimiter _features = new(LlmCostAttributes.Feature);
    private readonly TagValueLimiter _errorTypes = new(GenAIAttributes.ErrorType);

    // Keyed by tag name. Entries are never removed, so that a tag keeps its known values when the options change.
    private readonly ConcurrentDictionary<string, TagValueLimiter> _tags = new(StringComparer.Ordinal);

    private readonly SeriesTagsCache _series = new();
    private volatile NewSeriesGate? _gate;

    public CostMetrics(
        IMeterFactory meterFactory,
        Func<IReadOnlyList<PriceList>> lists,
        Func<IReadOnlyList<HeldPriceChange>> held,
        TimeProvider timeProvider)
    {
        // Not disposed here, because the factory owns the meter.
        var meter = meterFactory.Create(new MeterOptions(LlmCostTelemetry.MeterName) { Version = LlmCostTelemetry.Version });
        _cost = meter.CreateCounter<double>(CostMetricNames.Cost, CostMetricNames.CostUnit, CostMetricNames.CostDescription);
        _operationCost = meter.CreateHistogram(
            CostMetricNames.OperationCost,
            CostMetricNames.CostUnit,
            CostMetricNames.OperationCostDescription,
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = CostMetricNames.OperationCostBuckets });
        _tokens = meter.CreateCounter<long>(
            CostMetricNames.Tokens, CostMetricNames.TokensUnit, CostMetricNames.TokensDescription);
        _calls = meter.CreateCounter<long>(CostMetricNames.Calls, CostMetricNames.CallsUnit, CostMetricNames.CallsDescription);
        _attempts = meter.CreateCounter<long>(
            CostMetricNames.Attempts, CostMetricNames.AttemptsUnit, CostMetricNames.AttemptsDescription);
        _possiblyBilledCost = meter.CreateCounter<double>(
            CostMetricNames.PossiblyBilledCost, CostMetricNames.CostUnit, CostMetricNames.PossiblyBilledCostDescription);
        _unpricedCalls = meter.CreateCounter<long>(
            CostMetricNames.UnpricedCalls, CostMetricNames.CallsUnit, CostMetricNames.UnpricedCallsDescription);
        _unpricedTokens = meter.CreateCounter<long>(
            CostMetricNames.UnpricedTokens, CostMetricNames.TokensUnit, CostMetricNames.UnpricedTokensDescription);
        _partialCalls = meter.CreateCounter<long>(
            CostMetricNames.PartialCalls, CostMetricNames.CallsUnit, CostMetricNames.PartialCallsDescription);
        _anomalies = meter.CreateCounter<long>(
            CostMetricNames.Anomalies, CostMetricNames.CallsUnit, CostMetricNames.AnomaliesDescription);
        _foldedTags = meter.CreateCounter<long>(
            CostMetricNames.FoldedTags, CostMetricNames.FoldedTagsUnit, CostMetricNames.FoldedTagsDescription);
        _failures = meter.CreateCounter<long>(
            CostMetricNames.Failures, CostMetricNames.FailuresUnit, CostMetricNames.FailuresDescription);
        meter.CreateObservableGauge(
            CostMetricNames.PriceListAge,
            () =>
                from list in lists()
                let age = timeProvider.GetUtcNow() - list.AsOf
                where age.HasValue
                select new Measurement<double>(
                    age.Value.TotalSeconds, KeyValuePair.Create(LlmCostAttributes.PriceListName, (object?)list.Name)),
            CostMetricNames.PriceListAgeUnit,
            CostMetricNames.PriceListAgeDescription);
        meter.CreateObservableGauge(
            CostMetricNames.PriceListInfo,
            () => lists().Select(list => new Measurement<long>(
                1,
                KeyValuePair.Create(LlmCostAttributes.PriceListName, (object?)list.Name),
                KeyValuePair.Create(LlmCostAttributes.PriceListVersion, (object?)list.Version))),
            CostMetricNames.PriceListInfoUnit,
            CostMetricNames.PriceListInfoDescription);
        _priceListUpdates = meter.CreateCounter<long>(
            CostMetricNames.PriceListUpdates, CostMetricNames.PriceListUpdatesUnit, CostMetricNames.PriceListUpdatesDescription);
        meter.CreateObservableGauge(
            CostMetricNames.PriceListHeld,
            () => lists().Select(list => new Measurement<long>(
                held().Count(change => change.Source == list.Name),
                KeyValuePair.Create(LlmCostAttributes.PriceListName, (object?)list.Name))),
            CostMetricNames.PriceListHeldUnit,
            CostMetricNames.PriceListHeldDescription);
    }

    /// <summary>
    /// Adds a call to its series, or passes it to the gate if the series are new and an exporter must first see them at zero.
    /// </summary>
    public void Record(in PendingRecord record, CallTarget target)
    {
        if (!_cost.Enabled && !_operationCost.Enabled && !_tokens.Enabled && !_calls.Enabled && !_unpricedCalls.Enabled
            && !_partialCalls.Enabled && !_attempts.Enabled && !_possiblyBilledCost.Enabled)
        {
            return;
        }

        var series = target.LastSeries is { } last && last.IsOf(in record, target.Settings.MetricTags)
            ? last
            : Find(in record, target);
        var errorType = Limit(_errorTypes, record.ErrorType, target.Settings);
        var classes = default(TokenClassMask);
        classes.LookAt(in record);
        var gate = _gate;
        var hash = 0UL;
        var admission = gate?.Admit(in record, classes.All, series, errorType, out hash) ?? GateDecision.Open;
        if (admission is not GateDecision.Held)
        {
            Add(in record, in classes, series, errorType, isZero: admission is GateDecision.HeldAsFirst);
        }

        if (admission is not GateDecision.Open)
        {
            Hold(gate!, hash, in record, series, errorType, isFirst: admission is GateDecision.HeldAsFirst);
        }
    }

    /// <summary>Adds a call that was held.</summary>
    public void AddHeld(in HeldCall call)
    {
        var record = call.Record;
        var classes = default(TokenClassMask);
        classes.LookAt(in record);
        Add(in record, in classes, call.Series, call.ErrorType, isZero: false);
    }

    /// <summary>Counts a metering failure.</summary>
    public void RecordFailure(MeteringFailure failure) =>
        _failures.Add(1, KeyValuePair.Create(LlmCostAttributes.FailureReason, (object?)failure.ToLabel()));

    /// <summary>Counts an update of a price list.</summary>
    public void RecordUpdate(string source, PriceUpdateOutcome outcome) => _priceListUpdates.Add(
        1,
        KeyValuePair.Create(LlmCostAttributes.PriceListName, (object?)source),
        KeyValuePair.Create(LlmCostAttributes.PriceListUpdateOutcome, (object?)outcome.ToLabel()));

    /// <summary>
    /// Limits the values of an attribute that the standard metrics also have, so that the standard metrics and the
    /// <c>llmcost.*</c> metrics share one limit.
    /// </summary>
    public string? LimitProvider(string? value, TelemetrySettings settings) =>
        Limit(_providers, value, settings.MaxTagValues, out _);

    /// <inheritdoc cref="LimitProvider"/>
    public string? LimitRequestModel(in PendingRecord record, TelemetrySettings settings) =>
        Limit(_requestModels, record.RequestModel, settings.MaxTagValues, out _, IsModelProven(in record));

    /// <inheritdoc cref="LimitProvider"/>
    public string? LimitResponseModel(string? value, TelemetrySettings settings) =>
        Limit(_responseModels, value, settings.MaxTagValues, out _);

    /// <inheritdoc cref="LimitProvider"/>
    public string? LimitErrorType(string? value, TelemetrySettings settings) =>
        Limit(_errorTypes, value, settings.MaxTagValues, out _);

    /// <summary>Starts holding back the first values of new series.</summary>
    public NewSeriesGate HoldNewSeries()
    {
        var gate = new NewSeriesGate(this);
        return Interlocked.CompareExchange(ref _gate, gate, null) ?? gate;
    }

    /// <summary>The gate for the first values of new series, or <see langword="null"/> if no exporter needs it.</summary>
    public NewSeriesGate? Gate => _gate;

    public void StopHolding() => _gate = null;

    // Not inlined, because a record is large and most calls are not held.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Hold(
        NewSeriesGate gate, ulong hash, in PendingRecord record, SeriesTags series, string? errorType, bool isFirst) =>
        gate.Hold(new HeldCall(hash, WithoutNames(in record), series, errorType), isFirst);

    private void Add(in PendingRecord record, in TokenClassMask classes, SeriesTags series, string? errorType, bool isZero)
    {
        AddCall(series, errorType, isZero);
        AddTokens(in classes, series, isZero);
        if (record.Attempts > 0)
        {
            _attempts.Add(isZero ? 0 : record.Attempts, series.Common);
        }

        if (record.PossiblyBilledCost is { } possiblyBilled)
        {
            _possiblyBilledCost.Add(isZero ? 0 : (double)possiblyBilled, series.Common);
        }

        if (record.HasCost)
        {
            AddCost(in record, in classes, series, isZero);
        }

        if (record.UnpricedReason is not UnpricedReason.None)
        {
            AddUnpriced(in record, series, isZero);
        }

        if (record.IsPartial)
        {
            AddPartial(in record, series, isZero);
        }

        if (record.Anomalies is not UsageAnomalies.None && !isZero)
        {
            AddAnomalies(record.Anomalies, series);
        }
    }

    private void AddCall(SeriesTags series, string? errorType, bool isZero)
    {
        if (errorType is null)
        {
            _calls.Add(isZero ? 0 : 1, series.Calls);
        }
        else
        {
            AddFailedCall(series, errorType, isZero);
        }
    }

    // This method and the methods below are not inlined, because every call would otherwise zero their large attribute buffers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddFailedCall(SeriesTags series, string errorType, bool isZero)
    {
        var attributes = new TagBuffer(series.Calls);
        attributes.Add(GenAIAttributes.ErrorType, errorType);
        _calls.Add(isZero ? 0 : 1, attributes.Span);
    }

    private void AddTokens(in TokenClassMask classes, SeriesTags series, bool isZero)
    {
        for (var left = classes.WithTokens; left is not 0; left &= left - 1)
        {
            var tokenClass = BitOperations.TrailingZeroCount(left);
            _tokens.Add(isZero ? 0 : classes.Tokens[tokenClass], series.Tokens(tokenClass));
        }
    }

    private void AddCost(in PendingRecord record, in TokenClassMask classes, SeriesTags series, bool isZero)
    {
        // A zero in the histogram would be counted as a call without cost.
        if (!isZero)
        {
            _operationCost.Record((double)record.TotalCost, series.Common);
        }

        var isReported = record.PriceSource is PriceSource.Provider;
        ref readonly var amounts = ref record.Amounts;
        for (var left = classes.All; left is not 0; left &= left - 1)
        {
            // Free classes are also recorded, because their cost is known to be zero. If the provider reported only a total,
            // the parts are unknown and are not recorded as zero.
            var tokenClass = BitOperations.TrailingZeroCount(left);
            if (!isReported || decimal.Sign(amounts[tokenClass]) is not 0)
            {
                _cost.Add(isZero ? 0 : (double)amounts[tokenClass], series.Cost(tokenClass, record.PriceSource));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddUnpriced(in PendingRecord record, SeriesTags series, bool isZero)
    {
        var attributes = new TagBuffer(series.Common);
        attributes.Add(LlmCostAttributes.UnpricedReason, record.UnpricedReason.ToLabel());
        _unpricedCalls.Add(isZero ? 0 : 1, attributes.Span);
        if (record.Usage.Total is > 0 and var tokens)
        {
            _unpricedTokens.Add(isZero ? 0 : tokens, attributes.Span);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddPartial(in PendingRecord record, SeriesTags series, bool isZero)
    {
        var attributes = new TagBuffer(series.Common);
        attributes.Add(LlmCostAttributes.UnpricedReason, record.PartialReason.ToLabel());
        _partialCalls.Add(isZero ? 0 : 1, attributes.Span);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddAnomalies(UsageAnomalies anomalies, SeriesTags series)
    {
        var attributes = new TagBuffer(series.Common);
        var common = attributes.Count;
        for (var bit = 1; bit <= (int)anomalies; bit <<= 1)
        {
            if (anomalies.HasFlag((UsageAnomalies)bit))
            {
                attributes.Add(LlmCostAttributes.Anomaly, ((UsageAnomalies)bit).ToLabel());
                _anomalies.Add(1, attributes.Span);
                attributes.Count = common;
            }
        }
    }

    /// <summary>
    /// Finds the series of a call if they differ from those of the previous call. Most calls add to the same series, and
    /// comparing them takes 140 ns less than this method.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SeriesTags Find(in PendingRecord record, CallTarget target)
    {
        var settings = target.Settings;
        var attributes = default(TagBuffer);
        attributes.Add(GenAIAttributes.OperationName, record.OperationName);
        attributes.Add(GenAIAttributes.ProviderName, Limit(_providers, record.ProviderName, settings));
        attributes.Add(
            GenAIAttributes.RequestModel, Limit(_requestModels, record.RequestModel, settings, IsModelProven(in record)));
        attributes.Add(GenAIAttributes.ResponseModel, Limit(_responseModels, record.ResponseModel, settings));
        attributes.Add(LlmCostAttributes.Feature, Limit(_features, record.Feature, settings));
        foreach (var name in settings.MetricTags)
        {
            if (CostTags.Find(record.Tags ?? [], name) is { } value)
            {
                attributes.Add(name, Limit(_tags.GetOrAdd(name, static tag => new TagValueLimiter(tag)), value, settings));
            }
        }

        attributes.Add(LlmCostAttributes.UsageSource, record.UsageSource.ToLabel());
        return target.LastSeries = _series.Get(attributes.Span, record.UsageSource);
    }

    /// <summary>
    /// Returns true if the requested model is known to exist, because it has a price or has responded. Callers can invent any
    /// other names.
    /// </summary>
    private static bool IsModelProven(in PendingRecord record) => record.IsModelKnown || record.HasAnswer;

    private string? Limit(TagValueLimiter limiter, string? value, TelemetrySettings settings, bool isProven = true)
    {
        var limited = Limit(limiter, value, settings.MaxTagValues, out var isFolded, isProven);
        if (isFolded)
        {
            _foldedTags.Add(1, KeyValuePair.Create(LlmCostAttributes.FoldedTag, (object?)limiter.Tag));
        }

        return limited;
    }

    private static string? Limit(TagValueLimiter limiter, string? value, int limit, out bool isFolded, bool isProven = true)
    {
        isFolded = false;
        return string.IsNullOrEmpty(value) ? null : limiter.Limit(value, limit, out isFolded, isProven);
    }

    /// <summary>
    /// Returns a record without names. A held call needs only the numbers of its record and its attributes. Names can be long,
    /// and many calls can be held.
    /// </summary>
    private static PendingRecord WithoutNames(in PendingRecord record) => record with
    {
        ProviderName = null,
        Account = null,
        RequestModel = null,
        ResponseModel = null,
        ResponseId = null,
        RequestId = null,
        Feature = null,
        Tags = null,
        ErrorType = null,
        ServedAs = default,
        Quantities = null,
        UnpricedParts = null,
        Parts = null,
    };
}
