using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Holds the first values of new series back until an exporter has shown these series at zero.</summary>
/// <remarks>
/// <para>
/// Prometheus' <c>increase()</c> and <c>rate()</c> see only the difference between two samples: what a counter holds in its first sample is lost to
/// them. An exporter that collects, calls <see cref="Release"/> and collects again gives every series its zero first.
/// </para>
/// <para>
/// Nothing is lost or delayed beyond the exporter's own next collection: values are held in memory, at most 4,096 calls, then recorded
/// without a zero. Safe on any thread.
/// </para>
/// </remarks>
public sealed class NewSeriesGate : IDisposable
{
    private const int MaxHeld = 4_096;
    private const int MaxSeries = 50_000;

    private readonly CostMetrics _metrics;
    private readonly ConcurrentDictionary<ulong, bool> _isReleased = new();
    private readonly ConcurrentQueue<ulong> _new = new();
    private readonly ConcurrentQueue<HeldCall> _held = new();

    internal NewSeriesGate(CostMetrics metrics) => _metrics = metrics;

    /// <summary>Whether any value is held.</summary>
    public bool IsHolding => !_held.IsEmpty;

    /// <summary>Records what is held. From now on the series concerned are no longer new.</summary>
    public void Release()
    {
        while (_new.TryDequeue(out var series))
        {
            _isReleased[series] = true;
        }

        while (_held.TryDequeue(out var call))
        {
            _metrics.AddHeld(call.Record, call.Attributes, call.ErrorType);
        }
    }

    /// <summary>Stops holding and records what is held.</summary>
    public void Dispose()
    {
        _metrics.StopHolding();
        Release();
    }

    internal Admission Admit(in CostRecord record, ReadOnlySpan<KeyValuePair<string, object?>> attributes, string? errorType)
    {
        var series = Hash(in record, attributes, errorType);
        var isFirst = false;
        if (!_isReleased.TryGetValue(series, out var isReleased))
        {
            if (_isReleased.Count >= MaxSeries)
            {
                return Admission.Open;
            }

            isFirst = _isReleased.TryAdd(series, false);
            if (isFirst)
            {
                _new.Enqueue(series);
            }
        }

        if (isReleased || _held.Count >= MaxHeld)
        {
            return Admission.Open;
        }

        _held.Enqueue(new HeldCall(record, attributes.ToArray(), errorType));
        return isFirst ? Admission.HeldAsFirst : Admission.Held;
    }

    /// <summary>
    /// Stands for the set of series that a call adds to. Two sets with one hash, which hardly ever happens, cost nothing but a zero.
    /// </summary>
    private static ulong Hash(in CostRecord record, ReadOnlySpan<KeyValuePair<string, object?>> attributes, string? errorType)
    {
        var hash = Mix(0, (uint)record.UsageSource | ((uint)record.PriceSource << 4) | ((uint)record.UnpricedReason << 8));
        hash = Mix(hash, (uint)(errorType?.GetHashCode(StringComparison.Ordinal) ?? 0));
        foreach (var (name, value) in attributes)
        {
            hash = Mix(hash, (uint)name.GetHashCode(StringComparison.Ordinal));
            hash = Mix(hash, (uint)value!.GetHashCode());
        }

        uint classes = 0;
        for (var i = 0; i < LlmCostAttributes.TokenClasses.Length; i++)
        {
            var isUsed = record.Usage[(TokenClass)i] > 0 || record.Cost is { } cost && cost[(TokenClass)i] > 0;
            classes |= isUsed ? 1u << i : 0;
        }

        return Mix(hash, classes);
    }

    private static ulong Mix(ulong hash, uint value) => (ulong.RotateLeft(hash, 27) ^ value) * 0x9E3779B97F4A7C15;
}
