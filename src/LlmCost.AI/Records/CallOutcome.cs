namespace LlmCost.AI;

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    /// <summary>It is not known how the call ended. No call that a metered client makes has this outcome.</summary>
    Unknown,

    /// <summary>The response was complete, or the stream was read to its end.</summary>
    Completed,

    /// <summary>The caller stopped reading the stream before its end.</summary>
    Abandoned,

    /// <summary>The caller cancelled the call.</summary>
    Canceled,

    /// <summary>The call failed; see <see cref="CostRecord.ErrorType"/>.</summary>
    Failed,
}
