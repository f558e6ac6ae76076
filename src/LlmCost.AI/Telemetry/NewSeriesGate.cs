using System.Collections.Concurrent;
using System.ComponentModel;

namespace LlmCost.AI;

/// <summary>Holds back the first values of new series until an exporter has exported these series at zero.</summary>
/// <remarks>
/// <para>
/// The Prometheus functions <c>increase()</c> and <c>rate()</c> only see the difference between two samples, so the value of a
/// counter's first sample is lost. An exporter that passes its collection to <see cref="Release"/> and then collects again
/// exports each series at zero first.
/// </para>
/// <para>
/// No value is lost or delayed beyond the exporter's next collection. At most 4,096 calls are held in memory; further calls are
/// recorded without an initial zero. All members are thread-safe.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NewSeriesGate : IDisposable
{
    private const int MaxHeld = 4_096;
    private const int MaxSeries = 50_000;

    private readonly CostMetrics _metrics;
    private readonly ConcurrentDictionary<ulong, bool> _isReleased = new();
    private readonly ConcurrentQueue<ulong> _new = new();
    private readonly ConcurrentQueue<HeldCall> _held = new();
    private readonly ConcurrentQueue<(ulong Hash, Action Add)> _heldCounts = new();
    private volatile bool _isStopped;

    internal NewSeriesGate(CostMetrics metrics) => _metrics = metrics;

    /// <summary>Gets a value indicating whether at least one value is held.</summary>
    public bool IsHolding => !_held.IsEmpty || !_heldCounts.IsEmpty;

    /// <summary>
    /// Exports the new series at zero, then records their held values. Afterwards, these series are no longer new.
    /// </summary>
    /// <param name="collect">Collects and exports the metrics.</param>
    /// <remarks>
    /// A series that starts while this method runs waits for the next call, because it may be too late for this collection to
    /// export it at zero.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="collect"/> is <see langword="null"/>.</exception>
    public void Release(Action collect)
    {
        ArgumentNullException.ThrowIfNull(collect);

        var shown = _new.Count;
        collect();
        for (; shown > 0 && _new.TryDequeue(out var series); shown--)
        {
            _isReleased[series] = true;
        }

        for (var held = _held.Count; held > 0 && _held.TryDequeue(out var call); held--)
        {
            if (_isReleased[call.Hash])
            {
                _metrics.AddHeld(in call);
            }
            else
            {
                _held.Enqueue(call);
            }
        }

        for (var held = _heldCounts.Count; held > 0 && _heldCounts.TryDequeue(out var count); held--)
        {
            if (_isReleased[count.Hash])
            {
                count.Add();
            }
            else
            {
                _heldCounts.Enqueue(count);
            }
        }
    }

    /// <summary>Stops holding values, and records the held values.</summary>
    public void Dispose()
    {
        _metrics.StopHolding();
        _isStopped = true;
        RecordAll();
    }

    internal GateDecision Admit(in PendingRecord record, uint classes, SeriesTags series, string? errorType, out ulong hash)
    {
        hash = 0;
        var call = Call(in record, classes);
        if (errorType is null && series.IsShown(this, call))
        {
            return GateDecision.Open;
        }

        hash = Hash(call, series, errorType);
        if (!_isReleased.TryGetValue(hash, out var isReleased) && _isReleased.Count >= MaxSeries)
        {
            return GateDecision.Open;
        }

        if (isReleased)
        {
            series.SetShown(this, call);
        }

        return Admit(hash, isReleased, _held.Count);
    }

    /// <summary>Decides whether to hold a value of a series that does not belong to a call.</summary>
    internal GateDecision Admit(ulong hash) =>
        !_isReleased.TryGetValue(hash, out var isReleased) && _isReleased.Count >= MaxSeries
            ? GateDecision.Open
            : Admit(hash, isReleased, _heldCounts.Count);

    /// <summary>
    /// Holds a value that was not admitted. If the value is the first of its series, the series must already exist with the value
    /// zero.
    /// </summary>
    internal void Hold(ulong hash, Action add, bool isFirst)
    {
        _heldCounts.Enqueue((hash, add));
        if (isFirst)
        {
            _new.Enqueue(hash);
        }

        if (_isStopped)
        {
            RecordAll();
        }
    }

    /// <summary>
    /// Holds a call that was not admitted. If the call is the first to add to its series, the series must already exist with the
    /// value zero.
    /// </summary>
    internal void Hold(HeldCall call, bool isFirst)
    {
        _held.Enqueue(call);
        if (isFirst)
        {
            _new.Enqueue(call.Hash);
        }

        if (_isStopped)
        {
            RecordAll();
        }
    }

    private void RecordAll()
    {
        while (_held.TryDequeue(out var call))
        {
            _metrics.AddHeld(in call);
        }

        while (_heldCounts.TryDequeue(out var count))
        {
            count.Add();
        }
    }

    private GateDecision Admit(ulong hash, bool isReleased, int held) =>
        isReleased || held >= MaxHeld ? GateDecision.Open
        : _isReleased.TryAdd(hash, false) ? GateDecision.HeldAsFirst
        : GateDecision.Held;

    /// <summary>
    /// Identifies the set of series to which a call adds. A hash collision is harmless: the series of the second set are exported
    /// without an initial zero.
    /// </summary>
    private static ulong Hash(uint call, SeriesTags series, string? errorType)
    {
        var hash = errorType is null ? series.Hash : Mix(series.Hash, (uint)errorType.GetHashCode(StringComparison.Ordinal));
        return Mix(hash, call);
    }

    /// <summary>Identifies the series of a call among those with the same common attributes.</summary>
    private static uint Call(in PendingRecord record, uint classes) =>
        classes
        | ((uint)record.PriceSource << TokenClassCounts.Length)
        | ((uint)record.UnpricedReason << (TokenClassCounts.Length + 4))
        | ((uint)record.PartialReason << (TokenClassCounts.Length + 8))
        | ((record.Attempts > 0 ? 1u : 0) << (TokenClassCounts.Length + 12))
        | ((record.PossiblyBilledCost is null ? 0 : 1u) << (TokenClassCounts.Length + 13));

    internal static ulong Mix(ulong hash, uint value) => (ulong.RotateLeft(hash, 27) ^ value) * 0x9E3779B97F4A7C15;
}
