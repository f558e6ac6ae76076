namespace LlmCost.AI;

/// <summary>The outcomes of a call.</summary>
public enum CallOutcome
{
    /// <summary>The outcome is unknown. Calls that are made through metered clients never have this outcome.</summary>
    Unknown,

    /// <summary>The response was complete, or the stream was read to its end.</summary>
    Completed,

    /// <summary>The caller stopped reading the stream before its end.</summary>
    Abandoned,

    /// <summary>The caller canceled the call.</summary>
    Canceled,

    /// <summary>The call failed; see <see cref="CostRecord.ErrorType"/>.</summary>
    Failed,
}
