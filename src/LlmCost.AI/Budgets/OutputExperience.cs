using System.Collections.Concurrent;

namespace LlmCost.AI;

/// <summary>Learns the typical length of responses for each combination of provider, model and feature.</summary>
/// <remarks>Thread-safe. Each combination takes a fixed amount of memory, and the number of combinations is limited.</remarks>
internal sealed class OutputExperience
{
    private const int MaxKeys = 1_000;

    /// <summary>The minimum number of responses before the learned length is used.</summary>
    private const int MinSamples = 50;

    /// <summary>The number of length classes: two for each power of two, up to 2^24 tokens.</summary>
    private const int Classes = 49;

    private readonly ConcurrentDictionary<(string?, string?, string?), int[]> _counts = new();

    /// <summary>Adds a response.</summary>
    public void Add(string? provider, string? model, string? feature, long outputTokens)
    {
        if (!_counts.TryGetValue((provider, model, feature), out var counts))
        {
            if (_counts.Count >= MaxKeys)
            {
                return;
            }

            counts = _counts.GetOrAdd((provider, model, feature), static _ => new int[Classes]);
        }

        Interlocked.Increment(ref counts[ClassOf(outputTokens)]);
    }

    /// <summary>
    /// Returns the length in tokens that 95 % of the responses don't exceed, or null if there are too few responses.
    /// </summary>
    public long? Percentile95(string? provider, string? model, string? feature)
    {
        if (!_counts.TryGetValue((provider, model, feature), out var counts))
        {
            return null;
        }

        long all = 0;
        foreach (var count in counts)
        {
            all += count;
        }

        if (all < MinSamples)
        {
            return null;
        }

        var above = all / 20;
        for (var i = Classes - 1; i > 0; i--)
        {
            above -= counts[i];
            if (above < 0)
            {
                return UpperBound(i);
            }
        }

        return UpperBound(0);
    }

    private static int ClassOf(long tokens)
    {
        for (var i = 0; i < Classes - 1; i++)
        {
            if (tokens <= UpperBound(i))
            {
                return i;
            }
        }

        return Classes - 1;
    }

    /// <summary>Returns the largest length in a class: 1, 1.5, 2, 3, 4, 6, 8, 12, …, rounded down.</summary>
    private static long UpperBound(int index) => index % 2 is 0 ? 1L << (index / 2) : 3L << (index / 2) >> 1;
}
