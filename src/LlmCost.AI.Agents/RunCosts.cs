using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>Associates responses and updates with the tallies of their runs.</summary>
/// <remarks>
/// The tallies are not stored in the additional properties of responses, because apps serialize these properties.
/// </remarks>
internal static class RunCosts
{
    private static readonly ConditionalWeakTable<object, CostTally> s_tallies = [];

    public static void Set(object response, CostTally tally) => s_tallies.AddOrUpdate(response, tally);

    public static CostTally? Get(object response) => s_tallies.TryGetValue(response, out var tally) ? tally : null;
}
