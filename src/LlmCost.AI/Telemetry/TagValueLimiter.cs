using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Keeps the values of one attribute within a limit, so that no name from outside can fill the metrics store.</summary>
internal sealed class TagValueLimiter(string tag)
{
    /// <summary>Longer values are folded at once: they are text, not names.</summary>
    private const int MaxLength = 256;

    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _count;

    public string Tag => tag;

    /// <summary>The value itself while there is room for it, for equal ones the same string, else <c>other</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limit">How many different values there may be.</param>
    /// <param name="isFolded">Whether the value was replaced.</param>
    /// <remarks>Half a surrogate pair would be replaced on the wire, where two values could become one series.</remarks>
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
