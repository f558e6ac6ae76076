using System.Diagnostics;

namespace LlmCost.AI;

/// <summary>Represents a call that has ended.</summary>
/// <param name="Record">The record of the call.</param>
/// <param name="TraceId">The id of its trace, or the default value if it has no trace.</param>
internal readonly record struct EndedCall(CostRecord Record, ActivityTraceId TraceId)
{
    /// <summary>Gets the end of the call.</summary>
    public DateTimeOffset End => Record.Timestamp + Record.Duration;
}
