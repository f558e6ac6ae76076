using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>What one call used: disjoint token counts, in which nothing is counted twice.</summary>
/// <remarks>
/// Providers report overlapping counts, each in its own way (cached tokens inside or beside the input, reasoning inside or
/// beside the output). Here every token is in exactly one property, so that <see cref="Total"/> is a plain sum and each
/// property can be multiplied with its own price. All counts are zero or more. An immutable value; safe on any thread.
/// </remarks>
public readonly record struct TokenUsage
{
    /// <summary>Uncached text that went in, in tokens.</summary>
    public long Input { get; init; }

    /// <summary>Input read from the provider's prompt cache, in tokens.</summary>
    public long InputCacheRead { get; init; }

    /// <summary>Input written to the prompt cache for the provider's default lifetime (5 minutes at Anthropic), in tokens.</summary>
    public long InputCacheWrite { get; init; }

    /// <summary>Input written to the prompt cache for one hour, where the provider tells it apart, in tokens.</summary>
    public long InputCacheWriteOneHour { get; init; }

    /// <summary>Uncached audio that went in, in tokens.</summary>
    public long InputAudio { get; init; }

    /// <summary>
    /// Audio read from the prompt cache, where the provider tells it apart, in tokens; else it is in <see cref="InputCacheRead"/>.
    /// </summary>
    public long InputAudioCacheRead { get; init; }

    /// <summary>Uncached images that went in, in tokens.</summary>
    public long InputImage { get; init; }

    /// <summary>
    /// Images read from the prompt cache, where the provider tells them apart, in tokens; else they are in <see cref="InputCacheRead"/>.
    /// </summary>
    public long InputImageCacheRead { get; init; }

    /// <summary>Uncached video that went in, in tokens.</summary>
    public long InputVideo { get; init; }

    /// <summary>Text of the answer without reasoning, in tokens.</summary>
    public long Output { get; init; }

    /// <summary>Reasoning tokens, whether the provider shows their text or not.</summary>
    public long OutputReasoning { get; init; }

    /// <summary>Audio of the answer, in tokens.</summary>
    public long OutputAudio { get; init; }

    /// <summary>Images of the answer, in tokens.</summary>
    public long OutputImage { get; init; }

    /// <summary>Video of the answer, in tokens.</summary>
    public long OutputVideo { get; init; }

    /// <summary>Text quoted from sources, which Perplexity counts and charges apart, in tokens.</summary>
    public long OutputCitation { get; init; }

    /// <summary>All tokens that went in, cached or not. The size of the prompt, which long-context prices look at.</summary>
    public long TotalInput =>
        Input + InputCacheRead + InputCacheWrite + InputCacheWriteOneHour +
        InputAudio + InputAudioCacheRead + InputImage + InputImageCacheRead + InputVideo;

    /// <summary>All tokens that came out, reasoning included.</summary>
    public long TotalOutput => Output + OutputReasoning + OutputAudio + OutputImage + OutputVideo + OutputCitation;

    /// <summary>All tokens of the call.</summary>
    public long Total => TotalInput + TotalOutput;

    /// <summary>The count of one class, in tokens; cache reads of all modalities and cache writes of all lifetimes are one class each.</summary>
    /// <param name="tokenClass">The class to count; those that never have tokens give 0.</param>
    public long this[TokenClass tokenClass] => tokenClass switch
    {
        TokenClass.Input => Input,
        TokenClass.InputCacheRead => InputCacheRead + InputAudioCacheRead + InputImageCacheRead,
        TokenClass.InputCacheWrite => InputCacheWrite + InputCacheWriteOneHour,
        TokenClass.InputAudio => InputAudio,
        TokenClass.InputImage => InputImage,
        TokenClass.InputVideo => InputVideo,
        TokenClass.Output => Output + OutputCitation,
        TokenClass.OutputReasoning => OutputReasoning,
        TokenClass.OutputAudio => OutputAudio,
        TokenClass.OutputImage => OutputImage,
        TokenClass.OutputVideo => OutputVideo,
        _ => 0,
    };

    /// <summary>Writes the count of each class, by its number, for those who go through all of them.</summary>
    internal void CopyTo(Span<long> counts)
    {
        counts.Clear();
        counts[(int)TokenClass.Input] = Input;
        counts[(int)TokenClass.InputCacheRead] = InputCacheRead + InputAudioCacheRead + InputImageCacheRead;
        counts[(int)TokenClass.InputCacheWrite] = InputCacheWrite + InputCacheWriteOneHour;
        counts[(int)TokenClass.InputAudio] = InputAudio;
        counts[(int)TokenClass.InputImage] = InputImage;
        counts[(int)TokenClass.InputVideo] = InputVideo;
        counts[(int)TokenClass.Output] = Output + OutputCitation;
        counts[(int)TokenClass.OutputReasoning] = OutputReasoning;
        counts[(int)TokenClass.OutputAudio] = OutputAudio;
        counts[(int)TokenClass.OutputImage] = OutputImage;
        counts[(int)TokenClass.OutputVideo] = OutputVideo;
    }

    /// <summary>Adds two usages, class by class.</summary>
    /// <param name="left">The first usage.</param>
    /// <param name="right">The second usage.</param>
    /// <returns>
    /// The sum. Add money rather than tokens wherever prices depend on the size of a prompt: see <see cref="ModelPrice.Variants"/>.
    /// </returns>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static TokenUsage Add(TokenUsage left, TokenUsage right) => new()
    {
        Input = left.Input + right.Input,
        InputCacheRead = left.InputCacheRead + right.InputCacheRead,
        InputCacheWrite = left.InputCacheWrite + right.InputCacheWrite,
        InputCacheWriteOneHour = left.InputCacheWriteOneHour + right.InputCacheWriteOneHour,
        InputAudio = left.InputAudio + right.InputAudio,
        InputAudioCacheRead = left.InputAudioCacheRead + right.InputAudioCacheRead,
        InputImage = left.InputImage + right.InputImage,
        InputImageCacheRead = left.InputImageCacheRead + right.InputImageCacheRead,
        InputVideo = left.InputVideo + right.InputVideo,
        Output = left.Output + right.Output,
        OutputReasoning = left.OutputReasoning + right.OutputReasoning,
        OutputAudio = left.OutputAudio + right.OutputAudio,
        OutputImage = left.OutputImage + right.OutputImage,
        OutputVideo = left.OutputVideo + right.OutputVideo,
        OutputCitation = left.OutputCitation + right.OutputCitation,
    };

    /// <summary>Reads the overlapping counts of Microsoft.Extensions.AI as disjoint ones.</summary>
    /// <param name="details">The counts as the provider's client reports them. They are copied; later changes have no effect.</param>
    /// <param name="providerName">
    /// Whose client reported them, in OpenTelemetry's names (<c>openai</c>, <c>anthropic</c>, <c>aws.bedrock</c>, …), because some
    /// clients count in their own way. <see langword="null"/>: as <see cref="UsageDetails"/> documents, corrected by the total.
    /// </param>
    /// <returns>
    /// The disjoint counts. Impossible ones (negative, more cached than went in) are clamped to what can be true.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="details"/> is <see langword="null"/>.</exception>
    public static TokenUsage FromUsageDetails(UsageDetails details, string? providerName = null)
    {
        ArgumentNullException.ThrowIfNull(details);

        var provider = ProviderIdentity.Canonical(providerName);
        return ReportedCounts.From(details).Normalize(UsageDialect.For(provider, provider), out _);
    }

    /// <summary>The larger count of each class; for running totals, of which each is a lower bound of the truth.</summary>
    internal static TokenUsage Max(in TokenUsage left, in TokenUsage right) => new()
    {
        Input = Math.Max(left.Input, right.Input),
        InputCacheRead = Math.Max(left.InputCacheRead, right.InputCacheRead),
        InputCacheWrite = Math.Max(left.InputCacheWrite, right.InputCacheWrite),
        InputCacheWriteOneHour = Math.Max(left.InputCacheWriteOneHour, right.InputCacheWriteOneHour),
        InputAudio = Math.Max(left.InputAudio, right.InputAudio),
        InputAudioCacheRead = Math.Max(left.InputAudioCacheRead, right.InputAudioCacheRead),
        InputImage = Math.Max(left.InputImage, right.InputImage),
        InputImageCacheRead = Math.Max(left.InputImageCacheRead, right.InputImageCacheRead),
        InputVideo = Math.Max(left.InputVideo, right.InputVideo),
        Output = Math.Max(left.Output, right.Output),
        OutputReasoning = Math.Max(left.OutputReasoning, right.OutputReasoning),
        OutputAudio = Math.Max(left.OutputAudio, right.OutputAudio),
        OutputImage = Math.Max(left.OutputImage, right.OutputImage),
        OutputVideo = Math.Max(left.OutputVideo, right.OutputVideo),
        OutputCitation = Math.Max(left.OutputCitation, right.OutputCitation),
    };

    /// <summary>The same usage with each impossible count, such as a reader of a user might yield, replaced by a possible one.</summary>
    internal TokenUsage Clamp(ref UsageAnomalies anomalies) => new()
    {
        Input = PlausibleCount.Clamp(Input, ref anomalies),
        InputCacheRead = PlausibleCount.Clamp(InputCacheRead, ref anomalies),
        InputCacheWrite = PlausibleCount.Clamp(InputCacheWrite, ref anomalies),
        InputCacheWriteOneHour = PlausibleCount.Clamp(InputCacheWriteOneHour, ref anomalies),
        InputAudio = PlausibleCount.Clamp(InputAudio, ref anomalies),
        InputAudioCacheRead = PlausibleCount.Clamp(InputAudioCacheRead, ref anomalies),
        InputImage = PlausibleCount.Clamp(InputImage, ref anomalies),
        InputImageCacheRead = PlausibleCount.Clamp(InputImageCacheRead, ref anomalies),
        InputVideo = PlausibleCount.Clamp(InputVideo, ref anomalies),
        Output = PlausibleCount.Clamp(Output, ref anomalies),
        OutputReasoning = PlausibleCount.Clamp(OutputReasoning, ref anomalies),
        OutputAudio = PlausibleCount.Clamp(OutputAudio, ref anomalies),
        OutputImage = PlausibleCount.Clamp(OutputImage, ref anomalies),
        OutputVideo = PlausibleCount.Clamp(OutputVideo, ref anomalies),
        OutputCitation = PlausibleCount.Clamp(OutputCitation, ref anomalies),
    };
}
