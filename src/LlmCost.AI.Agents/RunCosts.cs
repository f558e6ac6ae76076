using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>The tallies of runs, by what the runs gave back.</summary>
/// <remarks>Beside the responses and not in their properties, which apps serialise.</remarks>
internal static class RunCosts
{
    private static readonly ConditionalWeakTable<object, CostTally> s_tallies = [];

    public static void Set(object response, CostTally tally) => s_tallies.AddOrUpdate(response, tally);

    public static CostTally? Get(object response) => s_tallies.TryGetValue(response, out var tally) ? tally : null;
}
