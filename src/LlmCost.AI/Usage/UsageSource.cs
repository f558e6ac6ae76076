namespace LlmCost.AI;

/// <summary>How sure the usage of a record is.</summary>
public enum UsageSource
{
    /// <summary>The provider reported it. Label <c>reported</c>.</summary>
    Reported,

    /// <summary>
    /// The provider reported none; it is estimated from what was seen: tokens from the text, seconds of audio from the times in
    /// its transcript. Or, of a realtime response, the provider's client leaves out what came from the cache, so that it may have
    /// cost less. Label <c>estimated</c>.
    /// </summary>
    Estimated,

    /// <summary>The provider reported none, and there was nothing to estimate from. Label <c>missing</c>.</summary>
    Missing,

    /// <summary>
    /// Not reported in the unit that is paid for; taken from what was asked for and came: images of a size, characters of a text
    /// to speak. Exact, as far as the provider counts likewise. Label <c>requested</c>.
    /// </summary>
    Requested,
}
