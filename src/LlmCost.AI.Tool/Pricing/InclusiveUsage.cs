namespace LlmCost.AI;

/// <summary>
/// Represents usage as overlapping counts, as price lists and providers define them: each total includes its parts.
/// </summary>
/// <remarks>
/// Cached, audio, image and video input are parts of <see cref="InputTokens"/> and may overlap. One-hour writes are part of
/// <see cref="CacheWriteTokens"/>. Reasoning, citations, audio, images and video are parts of <see cref="OutputTokens"/>.
/// A missing count is zero.
/// </remarks>
internal struct InclusiveUsage
{
    public long InputTokens { get; set; }

    public long CacheReadTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long CacheWriteOneHourTokens { get; set; }

    public long InputAudioTokens { get; set; }

    /// <summary>
    /// Gets or sets the audio tokens read from the cache. They are part of both <see cref="CacheReadTokens"/> and
    /// <see cref="InputAudioTokens"/>.
    /// </summary>
    public long CacheAudioReadTokens { get; set; }

    public long InputImageTokens { get; set; }

    /// <summary>
    /// Gets or sets the image tokens read from the cache. They are part of both <see cref="CacheReadTokens"/> and
    /// <see cref="InputImageTokens"/>.
    /// </summary>
    public long CacheImageReadTokens { get; set; }

    public long InputVideoTokens { get; set; }

    public long OutputTokens { get; set; }

    public long OutputReasoningTokens { get; set; }

    public long OutputCitationTokens { get; set; }

    public long OutputAudioTokens { get; set; }

    public long OutputImageTokens { get; set; }

    public long OutputVideoTokens { get; set; }


    /// <summary>Converts the counts to counts that don't overlap.</summary>
    /// <param name="anomalies">The contradictions in the counts, such as parts that are larger than their total.</param>
    /// <remarks>
    /// Parts are subtracted from their total, one after the other. Each part is limited to the remainder of its total.
    /// </remarks>
    public readonly TokenUsage ToTokenUsage(out UsageAnomalies anomalies)
    {
        anomalies = Contradictions();
        var input = new Remainder(InputTokens);
        var cacheRead = new Remainder(input.Take(CacheReadTokens));
        var cacheWrite = new Remainder(input.Take(CacheWriteTokens));
        var cachedAudio = cacheRead.Take(Math.Min(CacheAudioReadTokens, InputAudioTokens));
        var cachedImage = cacheRead.Take(Math.Min(CacheImageReadTokens, InputImageTokens));
        var audio = input.Take(InputAudioTokens - cachedAudio);
        var image = input.Take(InputImageTokens - cachedImage);
        var video = input.Take(InputVideoTokens);
        var oneHour = cacheWrite.Take(CacheWriteOneHourTokens);

        var output = new Remainder(OutputTokens);
        var reasoning = output.Take(OutputReasoningTokens);
        var citation = output.Take(OutputCitationTokens);
        var outputAudio = output.Take(OutputAudioTokens);
        var outputImage = output.Take(OutputImageTokens);
        var outputVideo = output.Take(OutputVideoTokens);

        return new TokenUsage
        {
            Input = input.Rest,
            InputCacheRead = cacheRead.Rest,
            InputCacheWrite = cacheWrite.Rest,
            InputCacheWriteOneHour = oneHour,
            InputAudio = audio,
            InputAudioCacheRead = cachedAudio,
            InputImage = image,
            InputImageCacheRead = cachedImage,
            InputVideo = video,
            Output = output.Rest,
            OutputReasoning = reasoning,
            OutputCitation = citation,
            OutputAudio = outputAudio,
            OutputImage = outputImage,
            OutputVideo = outputVideo,
        };
    }

    private readonly UsageAnomalies Contradictions() =>
        (CacheReadTokens + CacheWriteTokens > InputTokens || CacheWriteOneHourTokens > CacheWriteTokens
            ? UsageAnomalies.CacheExceedsInput
            : UsageAnomalies.None)
        | (OutputReasoningTokens > OutputTokens ? UsageAnomalies.ReasoningExceedsOutput : UsageAnomalies.None)
        | (Math.Max(InputAudioTokens, Math.Max(InputImageTokens, InputVideoTokens)) > InputTokens
            || CacheAudioReadTokens > InputAudioTokens || CacheImageReadTokens > InputImageTokens
            || OutputCitationTokens + OutputAudioTokens + OutputImageTokens + OutputVideoTokens > OutputTokens
            ? UsageAnomalies.ModalityExceedsTotal
            : UsageAnomalies.None);

    /// <summary>Tracks the remainder of a total from which parts are subtracted.</summary>
    private struct Remainder(long whole)
    {
        public long Rest { get; private set; } = Math.Max(0, whole);

        public long Take(long part)
        {
            var taken = Math.Clamp(part, 0, Rest);
            Rest -= taken;
            return taken;
        }
    }
}
