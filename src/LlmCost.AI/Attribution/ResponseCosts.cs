using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Remembers what responses cost, next to the responses and not in them.</summary>
/// <remarks>
/// A property of the response would be stored by caches, serialized by apps and sent to providers as history; a replay from a cache would then seem to cost
/// money again. Entries live as long as their response. The table is split, because <see cref="ConditionalWeakTable{TKey, TValue}"/> takes a lock to add.
/// </remarks>
internal static class ResponseCosts
{
    private const int Parts = 32;

    private static readonly ConditionalWeakTable<object, CostSummary>[] s_parts = [.. Enumerable.Range(0, Parts).Select(_ => new ConditionalWeakTable<object, CostSummary>())];

    /// <summary>Remembers the cost of a response.</summary>
    /// <param name="key">The response, or an object that identifies it: it is compared by reference.</param>
    /// <param name="cost">The cost.</param>
    public static void Set(object key, CostSummary cost) => Part(key).AddOrUpdate(key, cost);

    /// <summary>Returns the cost of a response, or <see langword="null"/> if it was not metered.</summary>
    /// <param name="key">The same object as in <see cref="Set"/>.</param>
    public static CostSummary? Find(object? key) => key is not null && Part(key).TryGetValue(key, out var cost) ? cost : null;

    private static ConditionalWeakTable<object, CostSummary> Part(object key) => s_parts[RuntimeHelpers.GetHashCode(key) % Parts];
}
