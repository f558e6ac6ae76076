using System.Collections.Concurrent;
using System.ComponentModel;

namespace LlmCost.AI;

/// <summary>Holds the first values of new series back until an exporter has shown these series at zero.</summary>
/// <remarks>
/// <para>
/// Prometheus' <c>increase()</c> and <c>rate()</c> see only the difference between two samples: what a counter holds in its first sample is lost to
/// them. An exporter that hands its collection to <see cref="Release"/> and then collects again gives every series its zero first.
/// </para>
/// <para>
/// Nothing is lost or delayed beyond the exporter's own next collection: values are held in memory, at most 4,096 calls, then recorded
/// without a zero. Safe on any thread.
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
    private volatile bool _isStopped;

    internal NewSeriesGate(CostMetrics metrics) => _metrics = metrics;

    /// <summary>Whether any value is held.</summary>
    public bool IsHolding => !_held.IsEmpty;

    /// <summary>Shows the new series at zero, then records what is held of them. From now on they are no longer new.</summary>
    /// <param name="collect">A collection that is exported.</param>
    /// <remarks>A series that begins while this runs waits for the next time: it may have come too late to be seen at zero.</remarks>
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
    }

    /// <summary>Stops holding and records what is held.</summary>
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
            return GateDecision.Open;
        }

        if (_held.Count >= MaxHeld)
        {
            return GateDecision.Open;
        }

        return _isReleased.TryAdd(hash, false) ? GateDecision.HeldAsFirst : GateDecision.Held;
    }

    /// <summary>Holds a call that was admitted so. Where it is the first of its series, they must stand at zero by now.</summary>
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
    }

    /// <summary>
    /// Stands for the set of series that a call adds to. Two sets with one hash, which hardly ever happens, cost nothing but a zero.
    /// </summary>
    private static ulong Hash(uint call, SeriesTags series, string? errorType)
    {
        var hash = errorType is null ? series.Hash : Mix(series.Hash, (uint)errorType.GetHashCode(StringComparison.Ordinal));
        return Mix(hash, call);
    }

    /// <summary>What, beside the attributes that all its series have, tells to which a call adds.</summary>
    private static uint Call(in PendingRecord record, uint classes) =>
        classes | ((uint)record.PriceSource << TokenClassCounts.Length) | ((uint)record.UnpricedReason << (TokenClassCounts.Length + 4));

    internal static ulong Mix(ulong hash, uint value) => (ulong.RotateLeft(hash, 27) ^ value) * 0x9E3779B97F4A7C15;
}
