using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Stores the cost of responses outside the responses.</summary>
/// <remarks>
/// A property of the response would be stored by caches, serialized by apps and sent to providers as history. A response
/// replayed from a cache would then appear to cost money again. An entry lives as long as its response. The table is split into
/// parts to reduce contention, because <see cref="ConditionalWeakTable{TKey, TValue}"/> takes a lock to add an entry.
/// </remarks>
internal static class ResponseCosts
{
    private const int Parts = 32;

    private static readonly ConditionalWeakTable<object, CostSummary>[] s_parts =
        [.. Enumerable.Range(0, Parts).Select(_ => new ConditionalWeakTable<object, CostSummary>())];

    /// <summary>Stores the cost of a response.</summary>
    /// <param name="key">The response, or an object that identifies it, compared by reference.</param>
    /// <param name="cost">The cost.</param>
    public static void Set(object key, CostSummary cost) => Part(key).AddOrUpdate(key, cost);

    /// <summary>Returns the cost of a response, or <see langword="null"/> if it was not metered.</summary>
    /// <param name="key">The same object as in <see cref="Set"/>.</param>
    public static CostSummary? Find(object? key) => key is not null && Part(key).TryGetValue(key, out var cost) ? cost : null;

    private static ConditionalWeakTable<object, CostSummary> Part(object key) => s_parts[RuntimeHelpers.GetHashCode(key) % Parts];
}
