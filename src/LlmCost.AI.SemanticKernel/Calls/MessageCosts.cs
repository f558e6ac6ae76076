using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>
/// Associates messages with their costs. The costs are not stored in the messages, because apps serialize messages.
/// </summary>
internal static class MessageCosts
{
    private static readonly ConditionalWeakTable<KernelContent, CostSummary> s_costs = [];

    /// <summary>
    /// Associates the messages with the cost of the call that returned them. Does nothing if the cost is <see langword="null"/>.
    /// </summary>
    public static void Set(IEnumerable<KernelContent> messages, CostSummary? cost)
    {
        if (cost is null)
        {
            return;
        }

        foreach (var message in messages)
        {
            s_costs.AddOrUpdate(message, cost);
        }
    }

    /// <summary>
    /// Returns the cost of the call that returned a message, or <see langword="null"/> if the call was not metered.
    /// </summary>
    public static CostSummary? Find(KernelContent message) => s_costs.TryGetValue(message, out var cost) ? cost : null;
}
