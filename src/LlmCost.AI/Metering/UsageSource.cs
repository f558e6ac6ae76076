namespace LlmCost.AI;

/// <summary>How sure the token counts of a record are.</summary>
public enum UsageSource
{
    /// <summary>The provider reported them. Label <c>reported</c>.</summary>
    Reported,

    /// <summary>The provider reported none; they are estimated from the text that was seen. Label <c>estimated</c>.</summary>
    Estimated,

    /// <summary>The provider reported none, and there was nothing to estimate from. Label <c>missing</c>.</summary>
    Missing,
}
