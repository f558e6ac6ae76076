namespace LlmCost.AI;

/// <summary>The classes into which the tokens and the cost of a call are split.</summary>
/// <remarks>
/// Each token and each dollar of a call is in exactly one class, so that the sum over the <c>llmcost.token.class</c> attribute is
/// the total. This split intentionally differs from the <c>gen_ai.usage.*</c> attributes of the OpenTelemetry semantic
/// conventions, where cached and reasoning tokens are parts of the input and output counts.
/// </remarks>
public enum TokenClass
{
    /// <summary>Uncached text input; label <c>input</c>.</summary>
    Input,

    /// <summary>Input read from the provider's prompt cache; label <c>input_cache_read</c>.</summary>
    InputCacheRead,

    /// <summary>Input written to the provider's prompt cache, for any lifetime; label <c>input_cache_write</c>.</summary>
    InputCacheWrite,

    /// <summary>Uncached audio input; label <c>input_audio</c>.</summary>
    InputAudio,

    /// <summary>Uncached image input; label <c>input_image</c>.</summary>
    InputImage,

    /// <summary>Uncached video input; label <c>input_video</c>.</summary>
    InputVideo,

    /// <summary>Text output, including tool calls; label <c>output</c>.</summary>
    Output,

    /// <summary>Reasoning ("thinking") tokens; label <c>output_reasoning</c>.</summary>
    OutputReasoning,

    /// <summary>Audio output; label <c>output_audio</c>.</summary>
    OutputAudio,

    /// <summary>Image output; label <c>output_image</c>.</summary>
    OutputImage,

    /// <summary>Video output; label <c>output_video</c>.</summary>
    OutputVideo,

    /// <summary>Non-token cost, such as fees per request or tool call; label <c>fee</c>. Never has tokens.</summary>
    Fee,

    /// <summary>
    /// The part of a cost reported by the provider that no known price explains; label <c>unallocated</c>. Never has tokens.
    /// </summary>
    Unallocated,
}
