namespace LlmCost.AI;

/// <summary>The extent to which providers reported the usage of a call.</summary>
internal enum UsageKnowledge
{
    /// <summary>No usage was reported.</summary>
    None,

    /// <summary>For at least one response, only the input was reported, because the stream broke off.</summary>
    InputOnly,

    /// <summary>All usage was reported. An explicit zero counts as reported.</summary>
    Reported,
}
