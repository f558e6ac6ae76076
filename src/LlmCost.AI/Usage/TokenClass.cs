namespace LlmCost.AI;

/// <summary>The kinds of tokens, and of money, that a call is split into.</summary>
/// <remarks>
/// The classes are a partition: each token and each dollar of a call is in exactly one of them, so that a plain sum over
/// the <c>llmcost.token.class</c> attribute is the whole. This differs on purpose from the <c>gen_ai.usage.*</c> attributes
/// of the OpenTelemetry semantic conventions, where cached and reasoning tokens are parts of the input and output counts.
/// </remarks>
public enum TokenClass
{
    /// <summary>Text that went in and was neither read from nor written to a cache; label <c>input</c>.</summary>
    Input,

    /// <summary>Input that was read from the provider's prompt cache; label <c>input_cache_read</c>.</summary>
    InputCacheRead,

    /// <summary>
    /// Input that was written to the provider's prompt cache, for any lifetime; label <c>input_cache_write</c>.
    /// </summary>
    InputCacheWrite,

    /// <summary>Uncached audio that went in; label <c>input_audio</c>.</summary>
    InputAudio,

    /// <summary>Uncached images that went in; label <c>input_image</c>.</summary>
    InputImage,

    /// <summary>Uncached video that went in; label <c>input_video</c>.</summary>
    InputVideo,

    /// <summary>Text of the answer, tool calls included; label <c>output</c>.</summary>
    Output,

    /// <summary>Reasoning ("thinking") that the model was paid for; label <c>output_reasoning</c>.</summary>
    OutputReasoning,

    /// <summary>Audio of the answer; label <c>output_audio</c>.</summary>
    OutputAudio,

    /// <summary>Images of the answer; label <c>output_image</c>.</summary>
    OutputImage,

    /// <summary>Video of the answer; label <c>output_video</c>.</summary>
    OutputVideo,

    /// <summary>Money that no token carries, such as per-request and tool fees; label <c>fee</c>. Never has tokens.</summary>
    Fee,

    /// <summary>
    /// Money that the provider reported without saying what for, beyond what a known price explains; label
    /// <c>unallocated</c>. Never has tokens.
    /// </summary>
    Unallocated,
}
