using LlmCost.AI;

namespace Quickstart;

/// <summary>How many calls there were, and how they went.</summary>
/// <param name="Total">All calls.</param>
/// <param name="Streamed">Calls whose answer was streamed.</param>
/// <param name="Failed">Calls that did not end well.</param>
/// <param name="Estimated">Calls whose tokens are estimated, because the provider did not report them.</param>
/// <param name="Unpriced">Calls that were answered and whose cost is unknown.</param>
internal readonly record struct CallCounts(long Total, long Streamed, long Failed, long Estimated, long Unpriced)
{
    /// <summary>Counts one call.</summary>
    public static CallCounts Of(CostRecord record) => new(
        Total: 1,
        Streamed: record.IsStreaming ? 1 : 0,
        Failed: record.Outcome == CallOutcome.Completed ? 0 : 1,
        Estimated: record.UsageSource == UsageSource.Estimated ? 1 : 0,
        Unpriced: record.UnpricedReason == UnpricedReason.None ? 0 : 1);

    /// <summary>Adds two counts.</summary>
    public static CallCounts operator +(CallCounts left, CallCounts right) => new(
        left.Total + right.Total,
        left.Streamed + right.Streamed,
        left.Failed + right.Failed,
        left.Estimated + right.Estimated,
        left.Unpriced + right.Unpriced);
}
