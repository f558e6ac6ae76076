namespace LlmCost.AI;

/// <summary>The certainty of the usage in a record. A greater value is more certain; the default is the least certain.</summary>
public enum UsageSource
{
    /// <summary>The provider reported no usage, and there was no data from which to estimate it. Label <c>missing</c>.</summary>
    Missing,

    /// <summary>
    /// The provider reported no usage. The usage is estimated from the response: tokens from its text, seconds of audio from the
    /// times in its transcript. Realtime usage also counts as estimated if the client omits the cached tokens; the actual cost
    /// may be lower. Label <c>estimated</c>.
    /// </summary>
    Estimated,

    /// <summary>
    /// The provider did not report the usage in the billed unit. The usage is taken from the request and the response: the number
    /// of images of the requested size, or the characters of the text to synthesize. This usage is exact if the provider counts
    /// in the same way. Label <c>requested</c>.
    /// </summary>
    Requested,

    /// <summary>The provider reported the usage. Label <c>reported</c>.</summary>
    Reported,
}
