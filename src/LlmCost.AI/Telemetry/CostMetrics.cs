using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LlmCost.AI;

/// <summary>Our own metrics: the money and tokens of calls, as a partition, and the health of the meter.</summary>
internal sealed class CostMetrics
{
    private readonly Counter<double> _cost;
    private readonly Histogram<double> _operationCost;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _unpricedCalls;
    private readonly Counter<long> _unpricedTokens;
    private readonly Counter<long> _anomalies;
    private readonly Counter<long> _foldedTags;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _catalogUpdates;

    private readonly TagValueLimiter _providers = new(GenAIAttributes.ProviderName);
    private readonly TagValueLimiter _requestModels = new(GenAIAttributes.RequestModel);
    private readonly TagValueLimiter _responseModels = new(GenAIAttributes.ResponseModel);
    private readonly TagValueLimiter _features = new(LlmCostAttributes.Feature);
    private readonly TagValueLimiter _errorTypes = new(GenAIAttributes.ErrorType);

    // By name and for good: the limit of a tag must outlive changes of the options.
    private readonly ConcurrentDictionary<string, TagValueLimiter> _tags = new(StringComparer.Ordinal);

    private volatile NewSeriesGate? _gate;

    public CostMetrics(
        IMeterFactory meterFactory,
        Func<IReadOnlyList<NamedPriceList>> lists,
        Func<IReadOnlyList<HeldPriceChange>> held,
        TimeProvider timeProvider)
    {
        // The factory owns the meter: it is not disposed here.
        var meter = meterFactory.Create(new MeterOptions(LlmCostTelemetry.MeterName) { Version = LlmCostTelemetry.Version });
        _cost = meter.CreateCounter<double>(CostMetricNames.Cost, CostMetricNames.CostUnit, CostMetricNames.CostDescription);
        _operationCost = meter.CreateHistogram(
            CostMetricNames.OperationCost,
            CostMetricNames.CostUnit,
            CostMetricNames.OperationCostDescription,
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = CostMetricNames.OperationCostBuckets });
        _tokens = meter.CreateCounter<long>(CostMetricNames.Tokens, CostMetricNames.TokensUnit, CostMetricNames.TokensDescription);
        _calls = meter.CreateCounter<long>(CostMetricNames.Calls, CostMetricNames.CallsUnit, CostMetricNames.CallsDescription);
        _unpricedCalls = meter.CreateCounter<long>(
            CostMetricNames.UnpricedCalls, CostMetricNames.CallsUnit, CostMetricNames.UnpricedCallsDescription);
        _unpricedTokens = meter.CreateCounter<long>(
            CostMetricNames.UnpricedTokens, CostMetricNames.TokensUnit, CostMetricNames.UnpricedTokensDescription);
        _anomalies = meter.CreateCounter<long>(
            CostMetricNames.Anomalies, CostMetricNames.CallsUnit, CostMetricNames.AnomaliesDescription);
        _foldedTags = meter.CreateCounter<long>(
            CostMetricNames.FoldedTags, CostMetricNames.FoldedTagsUnit, CostMetricNames.FoldedTagsDescription);
        _failures = meter.CreateCounter<long>(
            CostMetricNames.Failures, CostMetricNames.FailuresUnit, CostMetricNames.FailuresDescription);
        meter.CreateObservableGauge(
            CostMetricNames.CatalogAge,
            () =>
                from list in lists()
                let age = timeProvider.GetUtcNow() - list.AsOf
                where age.HasValue
                select new Measurement<double>(age.Value.TotalSeconds, KeyValuePair.Create(LlmCostAttributes.CatalogSource, (object?)list.Name)),
            CostMetricNames.CatalogAgeUnit,
            CostMetricNames.CatalogAgeDescription);
        meter.CreateObservableGauge(
            CostMetricNames.CatalogInfo,
            () => lists().Select(list => new Measurement<long>(
                1,
                KeyValuePair.Create(LlmCostAttributes.CatalogSource, (object?)list.Name),
                KeyValuePair.Create(LlmCostAttributes.CatalogVersion, (object?)list.Version))),
            CostMetricNames.CatalogInfoUnit,
            CostMetricNames.CatalogInfoDescription);
        _catalogUpdates = meter.CreateCounter<long>(
            CostMetricNames.CatalogUpdates, CostMetricNames.CatalogUpdatesUnit, CostMetricNames.CatalogUpdatesDescription);
        meter.CreateObservableGauge(
            CostMetricNames.CatalogHeld,
            () => lists().Select(list => new Measurement<long>(
                held().Count(change => change.Source == list.Name), KeyValuePair.Create(LlmCostAttributes.CatalogSource, (object?)list.Name))),
            CostMetricNames.CatalogHeldUnit,
            CostMetricNames.CatalogHeldDescription);
    }

    /// <summary>Adds a call to its series, or, where they are new and an exporter wants to see them at zero first, lets the gate hold it.</summary>
    public void Record(in CostRecord record, MeteringState state)
    {
        if (!_cost.Enabled && !_operationCost.Enabled && !_tokens.Enabled && !_calls.Enabled && !_unpricedCalls.Enabled)
        {
            return;
        }

        var attributes = default(AttributeBuffer);
        Add(ref attributes, in record, state);
        var errorType = Limit(_errorTypes, record.ErrorType, state);
        var gate = _gate;
        var series = 0UL;
        var admission = gate?.Admit(in record, attributes.Span, errorType, out series) ?? Admission.Open;
        if (admission is not Admission.Held)
        {
            Add(in record, ref attributes, errorType, isZero: admission is Admission.HeldAsFirst);
        }

        if (admission is not Admission.Open)
        {
            gate!.Hold(new HeldCall(series, record, attributes.Span.ToArray(), errorType), isFirst: admission is Admission.HeldAsFirst);
        }
    }

    /// <summary>Adds a call that was held.</summary>
    public void AddHeld(in CostRecord record, ReadOnlySpan<KeyValuePair<string, object?>> attributes, string? errorType)
    {
        var buffer = default(AttributeBuffer);
        foreach (var (name, value) in attributes)
        {
            buffer.Add(name, value);
        }

        Add(in record, ref buffer, errorType, isZero: false);
    }

    /// <summary>Counts a failure of the metering.</summary>
    public void RecordFailure(MeteringFailure failure) =>
        _failures.Add(1, KeyValuePair.Create(LlmCostAttributes.FailureReason, (object?)failure.ToLabel()));

    /// <summary>Counts an update of a price list.</summary>
    public void RecordUpdate(string source, PriceUpdateOutcome outcome) => _catalogUpdates.Add(
        1,
        KeyValuePair.Create(LlmCostAttributes.CatalogSource, (object?)source),
        KeyValuePair.Create(LlmCostAttributes.CatalogUpdateOutcome, (object?)outcome.ToLabel()));

    /// <summary>Begins to hold the first values of new series.</summary>
    public NewSeriesGate HoldNewSeries()
    {
        var gate = new NewSeriesGate(this);
        return Interlocked.CompareExchange(ref _gate, gate, null) ?? gate;
    }

    public void StopHolding() => _gate = null;

    private void Add(in CostRecord record, ref AttributeBuffer attributes, string? errorType, bool isZero)
    {
        AddCall(in record, ref attributes, errorType, isZero);
        AddTokens(in record, ref attributes, isZero);
        AddCost(in record, ref attributes, isZero);
        AddUnpriced(in record, ref attributes, isZero);
        if (record.Anomalies is not UsageAnomalies.None && !isZero)
        {
            AddAnomalies(record.Anomalies, ref attributes);
        }
    }

    private void AddCall(in CostRecord record, ref AttributeBuffer attributes, string? errorType, bool isZero)
    {
        var common = attributes.Count;
        attributes.Add(LlmCostAttributes.UsageSource, record.UsageSource.ToLabel());
        attributes.Add(GenAIAttributes.ErrorType, errorType);
        _calls.Add(isZero ? 0 : 1, attributes.Span);
        attributes.Count = common;
    }

    private void AddTokens(in CostRecord record, ref AttributeBuffer attributes, bool isZero)
    {
        var common = attributes.Count;
        attributes.Add(LlmCostAttributes.UsageSource, record.UsageSource.ToLabel());
        var classed = attributes.Count;
        for (var i = 0; i < LlmCostAttributes.TokenClasses.Length; i++)
        {
            var tokens = record.Usage[(TokenClass)i];
            if (tokens > 0)
            {
                attributes.Add(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[i]);
                _tokens.Add(isZero ? 0 : tokens, attributes.Span);
                attributes.Count = classed;
            }
        }

        attributes.Count = common;
    }

    private void AddCost(in CostRecord record, ref AttributeBuffer attributes, bool isZero)
    {
        if (record.Cost is not { } cost)
        {
            return;
        }

        // Zero would be a call that cost nothing.
        if (!isZero)
        {
            _operationCost.Record((double)cost.Total, attributes.Span);
        }

        var common = attributes.Count;
        attributes.Add(LlmCostAttributes.UsageSource, record.UsageSource.ToLabel());
        attributes.Add(GenAIAttributes.CostCurrency, GenAIAttributes.Usd);
        attributes.Add(GenAIAttributes.CostSource, record.PriceSource.ToCostSource());
        var classed = attributes.Count;
        for (var i = 0; i < LlmCostAttributes.TokenClasses.Length; i++)
        {
            // A class that was used for free is recorded as well: zero is its price. But of a sum that the provider told, nobody knows the parts.
            var amount = cost[(TokenClass)i];
            if (amount > 0 || (record.Usage[(TokenClass)i] > 0 && record.PriceSource is not PriceSource.Provider))
            {
                attributes.Add(LlmCostAttributes.TokenClass, LlmCostAttributes.TokenClasses[i]);
                _cost.Add(isZero ? 0 : (double)amount, attributes.Span);
                attributes.Count = classed;
            }
        }

        attributes.Count = common;
    }

    private void AddUnpriced(in CostRecord record, ref AttributeBuffer attributes, bool isZero)
    {
        if (record.UnpricedReason is UnpricedReason.None)
        {
            return;
        }

        var common = attributes.Count;
        attributes.Add(LlmCostAttributes.UnpricedReason, record.UnpricedReason.ToLabel());
        _unpricedCalls.Add(isZero ? 0 : 1, attributes.Span);
        if (record.Usage.Total is > 0 and var tokens)
        {
            _unpricedTokens.Add(isZero ? 0 : tokens, attributes.Span);
        }

        attributes.Count = common;
    }

    private void AddAnomalies(UsageAnomalies anomalies, ref AttributeBuffer attributes)
    {
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

    private void Add(ref AttributeBuffer attributes, in CostRecord record, MeteringState state)
    {
        attributes.Add(GenAIAttributes.OperationName, record.OperationName);
        attributes.Add(GenAIAttributes.ProviderName, Limit(_providers, record.ProviderName, state));
        attributes.Add(GenAIAttributes.RequestModel, Limit(_requestModels, record.RequestModel, state));
        attributes.Add(GenAIAttributes.ResponseModel, Limit(_responseModels, record.ResponseModel, state));
        attributes.Add(LlmCostAttributes.Feature, Limit(_features, record.Feature, state));
        foreach (var name in state.MetricTags)
        {
            if (Find(record.Tags, name) is { } value)
            {
                attributes.Add(name, Limit(_tags.GetOrAdd(name, static tag => new TagValueLimiter(tag)), value, state));
            }
        }
    }

    private string? Limit(TagValueLimiter limiter, string? value, MeteringState state)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var limited = limiter.Limit(value, state.MaxTagValues, out var isFolded);
        if (isFolded)
        {
            _foldedTags.Add(1, KeyValuePair.Create(LlmCostAttributes.FoldedTag, (object?)limiter.Tag));
        }

        return limited;
    }

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> tags, string name)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i].Key == name)
            {
                return tags[i].Value;
            }
        }

        return null;
    }
}
