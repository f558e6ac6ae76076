namespace LlmCost.AI;

/// <summary>A usage in the overlapping counts that price lists and providers speak in: each whole includes its parts.</summary>
/// <remarks>
/// Cached, audio, image and video input are parts of <see cref="InputTokens"/> that may overlap; one-hour writes are part of
/// <see cref="CacheWriteTokens"/>; reasoning, citations, audio, images and video are parts of <see cref="OutputTokens"/>. What is not said is zero.
/// </remarks>
internal sealed record InclusiveUsage
{
    public long InputTokens { get; init; }

    public long CacheReadTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long CacheWriteOneHourTokens { get; init; }

    public long InputAudioTokens { get; init; }

    /// <summary>The audio that was read from the cache: part of both.</summary>
    public long CacheAudioReadTokens { get; init; }

    public long InputImageTokens { get; init; }

    /// <summary>The images that were read from the cache: part of both.</summary>
    public long CacheImageReadTokens { get; init; }

    public long InputVideoTokens { get; init; }

    public long OutputTokens { get; init; }

    public long OutputReasoningTokens { get; init; }

    public long OutputCitationTokens { get; init; }

    public long OutputAudioTokens { get; init; }

    public long OutputImageTokens { get; init; }

    public long OutputVideoTokens { get; init; }

    /// <summary>What was used beside tokens; disjoint.</summary>
    public IReadOnlyList<BillableQuantity> Quantities { get; init; } = [];

    /// <summary>The disjoint counts. A part never exceeds what its whole still has, in the order of the code below.</summary>
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

    /// <summary>What is left of a whole after parts were taken out of it.</summary>
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
