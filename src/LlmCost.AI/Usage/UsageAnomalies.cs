namespace LlmCost.AI;

/// <summary>The errors in reported counts, which are corrected as far as possible.</summary>
/// <remarks>
/// The metric <c>llmcost.usage.anomalies</c> counts them. An increase usually means that a provider has changed its way of
/// counting.
/// </remarks>
[Flags]
public enum UsageAnomalies
{
    /// <summary>The counts agree with each other.</summary>
    None = 0,

    /// <summary>A count was negative; zero is used instead. Label <c>negative_count</c>.</summary>
    NegativeCount = 1 << 0,

    /// <summary>A count was larger than any call can use; zero is used instead. Label <c>implausible_count</c>.</summary>
    ImplausibleCount = 1 << 1,

    /// <summary>
    /// More cached tokens than input tokens were reported; the cached tokens are limited to the input. Label
    /// <c>cache_exceeds_input</c>.
    /// </summary>
    CacheExceedsInput = 1 << 2,

    /// <summary>
    /// More reasoning than output was reported. Without a total, the reasoning is added to the output; with a total, it is
    /// limited to the output. Label <c>reasoning_exceeds_output</c>.
    /// </summary>
    ReasoningExceedsOutput = 1 << 3,

    /// <summary>
    /// The audio or image tokens of the input exceeded the whole input, or those of the output the whole output. The excess is
    /// ignored. Label <c>modality_exceeds_total</c>.
    /// </summary>
    ModalityExceedsTotal = 1 << 4,

    /// <summary>
    /// The total was smaller than the sum of input and output; the total is ignored. Label <c>total_mismatch</c>.
    /// </summary>
    TotalMismatch = 1 << 5,

    /// <summary>
    /// The total was larger than the sum of input and output, and no other count explains the difference. The difference is
    /// billed as reasoning, because hidden reasoning is the only known cause. Label <c>hidden_output</c>.
    /// </summary>
    HiddenOutput = 1 << 6,

    /// <summary>Only a total was reported; it is billed as input. Label <c>total_only</c>.</summary>
    TotalOnly = 1 << 7,
}
