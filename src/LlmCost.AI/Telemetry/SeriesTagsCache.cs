using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Caches <see cref="SeriesTags"/> by their attributes.</summary>
/// <remarks>With the cache, a call whose attributes differ from those of the previous call takes 0.6 µs less.</remarks>
internal sealed class SeriesTagsCache
{
    /// <summary>
    /// The maximum number of entries. This is more series than an exporter keeps. When it is exceeded, the cache is cleared to
    /// limit memory.
    /// </summary>
    internal const int MaxSeries = 4_096;

    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], SeriesTags> _series = new(new ByReference());

    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], SeriesTags>
        .AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;

    private int _count;

    public SeriesTagsCache() => _lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();

    /// <summary>The current number of entries.</summary>
    internal int Count => _series.Count;

    /// <summary>
    /// Returns the series with these attributes. Attributes with the same string objects return the same instance. Attributes
    /// with equal strings can return another instance, which adds to the same series.
    /// </summary>
    public SeriesTags Get(ReadOnlySpan<KeyValuePair<string, object?>> attributes, UsageSource usageSource)
    {
        if (_lookup.TryGetValue(attributes, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _count) > MaxSeries)
        {
            _series.Clear();
            Volatile.Write(ref _count, 1);
        }

        var key = attributes.ToArray();
        return _series.GetOrAdd(key, new SeriesTags(key, usageSource));
    }

    /// <summary>
    /// Compares references, which is many times faster than comparing strings. Equal values usually are the same string object,
    /// because limiters return the same object for them.
    /// </summary>
    private sealed class ByReference :
        IEqualityComparer<KeyValuePair<string, object?>[]>,
        IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
    {
        public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) =>
            ReferenceEquals(x, y) || Equals(x.AsSpan(), y!);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
        {
            if (alternate.Length != other.Length)
            {
                return false;
            }

            for (var i = 0; i < other.Length; i++)
            {
                if (!ReferenceEquals(alternate[i].Value, other[i].Value) || !ReferenceEquals(alternate[i].Key, other[i].Key))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode([DisallowNull] KeyValuePair<string, object?>[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            ulong hash = 0;
            foreach (var (name, value) in alternate)
            {
                hash = NewSeriesGate.Mix(hash, (uint)RuntimeHelpers.GetHashCode(name));
                hash = NewSeriesGate.Mix(hash, (uint)RuntimeHelpers.GetHashCode(value));
            }

            return (int)(hash >> 32);
        }

        public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) =>
            alternate.ToArray();
    }
}
