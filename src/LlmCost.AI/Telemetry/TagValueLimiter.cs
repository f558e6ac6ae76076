using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Limits the number of values of one attribute, so that external names can't fill the metrics store.</summary>
internal sealed class TagValueLimiter(string tag)
{
    /// <summary>The maximum length of a value. Longer values are always folded: they are text, not names.</summary>
    private const int MaxLength = 256;

    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _count;

    public string Tag => tag;

    /// <summary>Returns the value, or <c>other</c> if the limit is reached. Equal values return the same string object.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limit">The maximum number of different values.</param>
    /// <param name="isFolded">True if the value was replaced.</param>
    /// <remarks>
    /// Values with a lone surrogate are folded as well: an exporter would replace it, which could merge two series into one.
    /// </remarks>
    public string Limit(string value, int limit, out bool isFolded)
    {
        if (value.Length <= MaxLength && _values.TryGetValue(value, out var known))
        {
            isFolded = false;
            return known;
        }

        isFolded = value.Length > MaxLength || !TelemetryText.IsClean(value) || !TryReserve(limit);
        if (isFolded)
        {
            return LlmCostAttributes.Other;
        }

        if (_values.TryAdd(value, value))
        {
            return value;
        }

        Interlocked.Decrement(ref _count);
        return _values[value];
    }

    private bool TryReserve(int limit)
    {
        if (Volatile.Read(ref _count) >= limit)
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }
}
