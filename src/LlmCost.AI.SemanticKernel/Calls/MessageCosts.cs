using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace LlmCost.AI;

/// <summary>Stores the cost of messages outside the messages, because apps serialize them and send them to providers.</summary>
internal static class MessageCosts
{
    private static readonly ConditionalWeakTable<KernelContent, CostSummary> s_costs = [];

    /// <summary>Stores the cost of the call that returned the messages, if the messages were metered.</summary>
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

    /// <summary>Returns the cost of the call that returned a message, or <see langword="null"/> if it was not metered.</summary>
    public static CostSummary? Find(KernelContent message) => s_costs.TryGetValue(message, out var cost) ? cost : null;
}
