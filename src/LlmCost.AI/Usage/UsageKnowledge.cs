namespace LlmCost.AI;

/// <summary>How much of a call's usage providers have reported.</summary>
internal enum UsageKnowledge
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Only the input of some response, because its stream broke off before its other counts.</summary>
    InputOnly,

    /// <summary>Everything; an explicit zero is a report, too.</summary>
    Reported,
}
