using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Limits the number of values of one attribute, so that external names can't fill the metrics store.</summary>
/// <remarks>
/// A value is proven if it is known to be valid, such as a model that has responded. Other values can be arbitrary external text.
/// They can use only a tenth of the limit, so that the rest remains for proven values.
/// </remarks>
internal sealed class TagValueLimiter(string tag)
{
    /// <summary>
    /// The maximum length of a value. Longer values are always replaced by <c>other</c>, because they are not names.
    /// </summary>
    private const int MaxLength = 256;

    /// <summary>Values that are not proven can use the limit divided by this number.</summary>
    private const int UnprovenShare = 10;

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private int _count;
    private int _unprovenCount;

    public string Tag => tag;

    /// <summary>Returns the value, or <c>other</c> if the limit is reached. Equal values return the same string object.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limit">The maximum number of different values.</param>
    /// <param name="isFolded">True if the value was replaced.</param>
    /// <param name="isProven">True if the value is proven.</param>
    /// <remarks>
    /// Values with a lone surrogate are also replaced by <c>other</c>: an exporter would replace the surrogate, which could merge
    /// two series into one.
    /// </remarks>
    public string Limit(string value, int limit, out bool isFolded, bool isProven = true)
    {
        if (value.Length <= MaxLength && _places.TryGetValue(value, out var known))
        {
            if (isProven && known.Prove())
            {
                Interlocked.Decrement(ref _unprovenCount);
            }

            isFolded = false;
            return known.Value;
        }

        isFolded = value.Length > MaxLength || !TelemetryText.IsClean(value) || !TryReserve(limit, isProven);
        if (isFolded)
        {
            return LlmCostAttributes.Other;
        }

        if (_places.TryAdd(value, new Place(value, isProven)))
        {
            return value;
        }

        // Another thread has just added the value, perhaps without knowing that it is proven.
        Release(isProven);
        return Limit(value, limit, out isFolded, isProven);
    }

    private bool TryReserve(int limit, bool isProven)
    {
        if (!isProven && !TryReserve(ref _unprovenCount, limit / UnprovenShare))
        {
            return false;
        }

        if (TryReserve(ref _count, limit))
        {
            return true;
        }

        if (!isProven)
        {
            Interlocked.Decrement(ref _unprovenCount);
        }

        return false;
    }

    private static bool TryReserve(ref int count, int limit)
    {
        if (Volatile.Read(ref count) >= limit)
        {
            return false;
        }

        if (Interlocked.Increment(ref count) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    private void Release(bool isProven)
    {
        Interlocked.Decrement(ref _count);
        if (!isProven)
        {
            Interlocked.Decrement(ref _unprovenCount);
        }
    }

    /// <summary>The entry of a value.</summary>
    private sealed class Place(string value, bool isProven)
    {
        private int _isProven = isProven ? 1 : 0;

        public string Value => value;

        /// <summary>Marks the value as proven. Returns true if it was not proven before.</summary>
        public bool Prove() => Volatile.Read(ref _isProven) is 0 && Interlocked.Exchange(ref _isProven, 1) is 0;
    }
}
