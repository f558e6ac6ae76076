namespace LlmCost.AI;

/// <summary>What was wrong with the counts that a provider reported, and was put right as far as possible.</summary>
/// <remarks>
/// Counted by the metric <c>llmcost.usage.anomalies</c>, so that a provider that counts in a new way is noticed.
/// </remarks>
[Flags]
public enum UsageAnomalies
{
    /// <summary>The counts agree with each other.</summary>
    None = 0,

    /// <summary>A count was below zero; it was taken as zero. Label <c>negative_count</c>.</summary>
    NegativeCount = 1 << 0,

    /// <summary>A count was beyond anything that a call can use; it was taken as zero. Label <c>implausible_count</c>.</summary>
    ImplausibleCount = 1 << 1,

    /// <summary>More was cached than went in; the cached part was cut to the input. Label <c>cache_exceeds_input</c>.</summary>
    CacheExceedsInput = 1 << 2,

    /// <summary>
    /// More reasoning than output was reported. Without a total it is taken as beside the output, with one it is cut to it.
    /// Label <c>reasoning_exceeds_output</c>.
    /// </summary>
    ReasoningExceedsOutput = 1 << 3,

    /// <summary>
    /// More audio or image tokens than input or output; they were cut to it. Label <c>modality_exceeds_total</c>.
    /// </summary>
    ModalityExceedsTotal = 1 << 4,

    /// <summary>
    /// The total is smaller than input and output together; the total was ignored. Label <c>total_mismatch</c>.
    /// </summary>
    TotalMismatch = 1 << 5,

    /// <summary>
    /// The total is larger than input and output together, and no count explains by what. The rest is billed as reasoning, since
    /// hidden thinking is the one known cause. Label <c>hidden_output</c>.
    /// </summary>
    HiddenOutput = 1 << 6,

    /// <summary>Only a total was reported; it was taken as input. Label <c>total_only</c>.</summary>
    TotalOnly = 1 << 7,
}
