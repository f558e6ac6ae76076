namespace LlmCost.AI;

/// <summary>
/// Represents a usage in the overlapping counts that price lists and providers use: each total includes its parts.
/// </summary>
/// <remarks>
/// Cached, audio, image and video input are parts of <see cref="InputTokens"/> and may overlap. One-hour writes are part of
/// <see cref="CacheWriteTokens"/>. Reasoning, citations, audio, images and video are parts of <see cref="OutputTokens"/>.
/// A missing count is zero.
/// </remarks>
internal sealed record InclusiveUsage
{
    public long InputTokens { get; init; }

    public long CacheReadTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long CacheWriteOneHourTokens { get; init; }

    public long InputAudioTokens { get; init; }

    /// <summary>Gets the audio tokens read from the cache, which are part of both counts.</summary>
    public long CacheAudioReadTokens { get; init; }

    public long InputImageTokens { get; init; }

    /// <summary>Gets the image tokens read from the cache, which are part of both counts.</summary>
    public long CacheImageReadTokens { get; init; }

    public long InputVideoTokens { get; init; }

    public long OutputTokens { get; init; }

    public long OutputReasoningTokens { get; init; }

    public long OutputCitationTokens { get; init; }

    public long OutputAudioTokens { get; init; }

    public long OutputImageTokens { get; init; }

    public long OutputVideoTokens { get; init; }

    /// <summary>Gets the non-token quantities, which don't overlap.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get; init; } = [];

    /// <summary>Returns counts that don't overlap.</summary>
    /// <remarks>
    /// Parts are subtracted from their total in the order of the code below. A part is limited to the rest of its total.
    /// </remarks>
    public TokenUsage ToTokenUsage()
    {
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

    /// <summary>Tracks the rest of a total from which parts are subtracted.</summary>
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
