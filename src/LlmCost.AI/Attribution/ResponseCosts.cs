using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Stores the cost of responses outside the responses.</summary>
/// <remarks>
/// A property of the response would be stored by caches, serialized by apps and sent to providers as history. A response
/// replayed from a cache would then appear to cost money again. An entry lives as long as its response.
/// </remarks>
internal static class ResponseCosts
{
    private static readonly ConditionalWeakTable<object, CostSummary> s_costs = [];

    /// <summary>Stores the cost of a response.</summary>
    /// <param name="key">The response, or an object that identifies it, compared by reference.</param>
    /// <param name="cost">The cost.</param>
    public static void Set(object key, CostSummary cost) => s_costs.AddOrUpdate(key, cost);

    /// <summary>Returns the cost of a response, or <see langword="null"/> if it was not metered.</summary>
    /// <param name="key">The same object as in <see cref="Set"/>.</param>
    public static CostSummary? Find(object? key) => key is not null && s_costs.TryGetValue(key, out var cost) ? cost : null;
}
