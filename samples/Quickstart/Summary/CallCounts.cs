using LlmCost.AI;

namespace Quickstart;

/// <summary>Represents numbers of calls.</summary>
/// <param name="Total">All calls.</param>
/// <param name="Streamed">Streaming calls.</param>
/// <param name="Failed">Calls that did not complete.</param>
/// <param name="Estimated">Calls with estimated tokens, because the provider did not report them.</param>
/// <param name="Unpriced">Calls whose cost is unknown.</param>
internal readonly record struct CallCounts(long Total, long Streamed, long Failed, long Estimated, long Unpriced)
{
    /// <summary>Returns the counts of one call.</summary>
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
