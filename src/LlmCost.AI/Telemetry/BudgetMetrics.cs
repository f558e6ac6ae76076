using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>The metrics of budgets. The names of budgets come from the options, so their number is small.</summary>
internal sealed class BudgetMetrics
{
    private const int MaxModels = 100;

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _reservations;
    private readonly Counter<double> _overshoot;
    private readonly Histogram<double> _estimates;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _storeDurations;
    private readonly Counter<long> _storeFailures;
    private readonly Counter<long> _unpriced;
    private readonly Counter<long> _missingScope;
    private readonly Counter<long> _warnings;
    private readonly TagValueLimiter _models = new(GenAIAttributes.RequestModel);
    private readonly Func<NewSeriesGate?> _gate;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the meter.</param>
    /// <param name="read">A function that returns the state of the budgets, with amounts in display units, such as USD.</param>
    /// <param name="gate">A function that returns the gate for the first values of new series, if an exporter needs it.</param>
    public BudgetMetrics(IMeterFactory meterFactory, Func<IEnumerable<BudgetState>> read, Func<NewSeriesGate?> gate)
    {
        _gate = gate;
        var meter = meterFactory.Create(new MeterOptions(LlmCostTelemetry.MeterName) { Version = LlmCostTelemetry.Version });
        _decisions = meter.CreateCounter<long>(
            BudgetMetricNames.Decisions, BudgetMetricNames.DecisionsUnit, BudgetMetricNames.DecisionsDescription);
        _reservations = meter.CreateCounter<long>(
            BudgetMetricNames.Reservations, BudgetMetricNames.ReservationsUnit, BudgetMetricNames.ReservationsDescription);
        _overshoot = meter.CreateCounter<double>(
            BudgetMetricNames.Overshoot, CostMetricNames.CostUnit, BudgetMetricNames.OvershootDescription);
        _estimates = Histogram(
            BudgetMetricNames.EstimateRatio, "1", BudgetMetricNames.EstimateRatioDescription, BudgetMetricNames.RatioBuckets);
        _waits = Histogram(
            BudgetMetricNames.WaitDuration, "s", BudgetMetricNames.WaitDurationDescription, BudgetMetricNames.DurationBuckets);
        _storeDurations = Histogram(
            BudgetMetricNames.StoreDuration, "s", BudgetMetricNames.StoreDurationDescription, BudgetMetricNames.DurationBuckets);
        _storeFailures = meter.CreateCounter<long>(
            BudgetMetricNames.StoreFailures, BudgetMetricNames.StoreFailuresUnit, BudgetMetricNames.StoreFailuresDescription);
        _unpriced = meter.CreateCounter<long>(
            BudgetMetricNames.Unpriced, CostMetricNames.CallsUnit, BudgetMetricNames.UnpricedDescription);
        _missingScope = meter.CreateCounter<long>(
            BudgetMetricNames.MissingScope, CostMetricNames.CallsUnit, BudgetMetricNames.MissingScopeDescription);
        _warnings = meter.CreateCounter<long>(
            BudgetMetricNames.Warnings, BudgetMetricNames.WarningsUnit, BudgetMetricNames.WarningsDescription);
        Gauge(BudgetMetricNames.Limit, BudgetMetricNames.LimitDescription, static state => state.Limit);
        Gauge(BudgetMetricNames.Spent, BudgetMetricNames.SpentDescription, static state => state.Spent);
        Gauge(BudgetMetricNames.Reserved, BudgetMetricNames.ReservedDescription, static state => state.Reserved);
        Gauge(BudgetMetricNames.Utilization, BudgetMetricNames.UtilizationDescription, static state => state.Utilization);

        Histogram<double> Histogram(string name, string unit, string description, double[] buckets) => meter.CreateHistogram(
            name, unit, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

        void Gauge(string name, string description, Func<BudgetState, decimal> value) => meter.CreateObservableGauge(
            name,
            () => read().Select(state => new Measurement<double>((double)value(state), state.Tags)),
            name == BudgetMetricNames.Utilization ? "1" : null,
            description);
    }

    /// <summary>True if a listener receives the durations of store commands.</summary>
    public bool TimesStore => _storeDurations.Enabled;

    public void Decision(string budget, string decision, string? reason, bool isShadow)
    {
        var tags = default(TagBuffer);
        tags.Add(BudgetMetricNames.BudgetAttribute, budget);
        tags.Add(BudgetMetricNames.DecisionAttribute, decision);
        if (reason is not null)
        {
            tags.Add(BudgetMetricNames.ReasonAttribute, reason);
        }

        tags.Add(BudgetMetricNames.ShadowAttribute, isShadow ? "true" : "false");
        Add(_decisions, 1, tags.Span);
    }

    public void Reservation(string outcome) => Add(_reservations, 1, Tag(BudgetMetricNames.OutcomeAttribute, outcome));

    public void Overshoot(string budget, string cause, double usd) => Add(
        _overshoot, usd, Tag(BudgetMetricNames.BudgetAttribute, budget), Tag(BudgetMetricNames.CauseAttribute, cause));

    public void Estimate(string? model, string unit, double ratio)
    {
        if (_estimates.Enabled)
        {
            _estimates.Record(
                ratio,
                KeyValuePair.Create(
                    GenAIAttributes.RequestModel, (object?)_models.Limit(model ?? LlmCostAttributes.Other, MaxModels, out _)),
                KeyValuePair.Create(BudgetMetricNames.UnitAttribute, (object?)unit));
        }
    }

    public void Wait(string budget, double seconds) =>
        _waits.Record(seconds, KeyValuePair.Create(BudgetMetricNames.BudgetAttribute, (object?)budget));

    public void StoreDuration(string operation, double seconds) =>
        _storeDurations.Record(seconds, KeyValuePair.Create(BudgetMetricNames.OperationAttribute, (object?)operation));

    public void StoreFailure(string operation, string reason) => Add(
        _storeFailures,
        1,
        Tag(BudgetMetricNames.OperationAttribute, operation),
        Tag(BudgetMetricNames.ReasonAttribute, reason));

    public void Unpriced(string budget) => Add(_unpriced, 1, Tag(BudgetMetricNames.BudgetAttribute, budget));

    public void MissingScope(string budget) => Add(_missingScope, 1, Tag(BudgetMetricNames.BudgetAttribute, budget));

    public void Warning(string budget, string unit, int threshold) => Add(
        _warnings,
        1,
        Tag(BudgetMetricNames.BudgetAttribute, budget),
        Tag(BudgetMetricNames.UnitAttribute, unit),
        Tag(BudgetMetricNames.ThresholdAttribute, threshold));

    private static KeyValuePair<string, object?> Tag(string name, object value) => KeyValuePair.Create(name, (object?)value);

    /// <summary>
    /// Adds to a counter, or passes the value to the gate if an exporter must first see the new series at zero.
    /// </summary>
    private void Add<T>(Counter<T> counter, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        if (!counter.Enabled)
        {
            return;
        }

        var (gate, hash) = (_gate(), 0UL);
        var decision = gate is null ? GateDecision.Open : gate.Admit(hash = HashOf(counter, tags));
        if (decision is GateDecision.Open)
        {
            counter.Add(value, tags);
            return;
        }

        if (decision is GateDecision.HeldAsFirst)
        {
            counter.Add(default, tags);
        }

        Hold(gate!, hash, counter, value, tags.ToArray(), decision is GateDecision.HeldAsFirst);
    }

    private static ulong HashOf(object counter, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = NewSeriesGate.Mix(0, (uint)RuntimeHelpers.GetHashCode(counter));
        foreach (var (name, value) in tags)
        {
            hash = NewSeriesGate.Mix(hash, (uint)name.GetHashCode(StringComparison.Ordinal));
            hash = NewSeriesGate.Mix(hash, (uint)(value?.GetHashCode() ?? 0));
        }

        return hash;
    }

    private static void Hold<T>(
        NewSeriesGate gate, ulong hash, Counter<T> counter, T value, KeyValuePair<string, object?>[] tags, bool isFirst)
        where T : struct =>
        gate.Hold(hash, () => counter.Add(value, tags), isFirst);
}
