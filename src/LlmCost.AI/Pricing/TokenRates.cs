namespace LlmCost.AI;

/// <summary>Rates by token class, in USD per million tokens.</summary>
/// <remarks>
/// <see langword="null"/> is "no rate of its own": such tokens are billed at the rate of their parent, never at zero. Cached, audio, image and
/// video input falls to input, cached audio and images to cache reads, one-hour cache writes to cache writes; reasoning, citations, audio,
/// images and video of the answer fall to output. All rates are zero or more; zero is a price (free), not an unknown one. Immutable; safe on
/// any thread.
/// </remarks>
public record TokenRates
{
    /// <summary>Uncached text input, in USD per million tokens.</summary>
    public decimal? Input { get; init; }

    /// <summary>Input read from the prompt cache, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputCacheRead { get; init; }

    /// <summary>
    /// Input written to the prompt cache for the default lifetime, in USD per million tokens; <see langword="null"/> is the input rate.
    /// </summary>
    public decimal? InputCacheWrite { get; init; }

    /// <summary>
    /// Input written to the prompt cache for one hour, in USD per million tokens; <see langword="null"/> is the rate of
    /// <see cref="InputCacheWrite"/>.
    /// </summary>
    public decimal? InputCacheWriteOneHour { get; init; }

    /// <summary>Audio input, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputAudio { get; init; }

    /// <summary>
    /// Audio read from the prompt cache, in USD per million tokens; <see langword="null"/> is the rate of <see cref="InputCacheRead"/>, else of
    /// <see cref="InputAudio"/>.
    /// </summary>
    public decimal? InputAudioCacheRead { get; init; }

    /// <summary>Image input, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputImage { get; init; }

    /// <summary>
    /// Images read from the prompt cache, in USD per million tokens; <see langword="null"/> is the rate of <see cref="InputCacheRead"/>, else of
    /// <see cref="InputImage"/>.
    /// </summary>
    public decimal? InputImageCacheRead { get; init; }

    /// <summary>Video input, in USD per million tokens; <see langword="null"/> is the input rate.</summary>
    public decimal? InputVideo { get; init; }

    /// <summary>Text output, in USD per million tokens. <see langword="null"/> for models without output, such as embeddings.</summary>
    public decimal? Output { get; init; }

    /// <summary>Reasoning output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputReasoning { get; init; }

    /// <summary>Quoted text, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputCitation { get; init; }

    /// <summary>Audio output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputAudio { get; init; }

    /// <summary>Image output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputImage { get; init; }

    /// <summary>Video output, in USD per million tokens; <see langword="null"/> is the output rate.</summary>
    public decimal? OutputVideo { get; init; }
}
