namespace LlmCost.AI;

/// <summary>The certainty of the usage of a record. A greater value is more certain; the default is the least certain.</summary>
public enum UsageSource
{
    /// <summary>The provider reported no usage, and there was nothing to estimate it from. Label <c>missing</c>.</summary>
    Missing,

    /// <summary>
    /// The provider reported no usage; it is estimated from the response: tokens from the text, seconds of audio from the times
    /// in its transcript. Realtime responses whose client omits the cached tokens are estimated, too: they may have cost less.
    /// Label <c>estimated</c>.
    /// </summary>
    Estimated,

    /// <summary>
    /// The provider did not report the usage in the unit that it bills; it is taken from the request and the response: images of
    /// a size, characters of a text to speak. Exact if the provider counts in the same way. Label <c>requested</c>.
    /// </summary>
    Requested,

    /// <summary>The provider reported the usage. Label <c>reported</c>.</summary>
    Reported,
}
