using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly TokenKindCounts _counts;

    internal TokenUsage(in TokenKindCounts counts) => _counts = counts;

    /// <summary>Uncached text that went in, in tokens.</summary>
    public long Input { get => _counts[(int)TokenKind.Input]; init => _counts[(int)TokenKind.Input] = value; }

    /// <summary>Input read from the provider's prompt cache, in tokens.</summary>
    public long InputCacheRead
    {
        get => _counts[(int)TokenKind.InputCacheRead];
        init => _counts[(int)TokenKind.InputCacheRead] = value;
    }

    /// <summary>
    /// Input written to the prompt cache for the provider's default lifetime (5 minutes at Anthropic), in tokens.
    /// </summary>
    public long InputCacheWrite
    {
        get => _counts[(int)TokenKind.InputCacheWrite];
        init => _counts[(int)TokenKind.InputCacheWrite] = value;
    }

    /// <summary>Input written to the prompt cache for one hour, where the provider tells it apart, in tokens.</summary>
    public long InputCacheWriteOneHour
    {
        get => _counts[(int)TokenKind.InputCacheWriteOneHour];
        init => _counts[(int)TokenKind.InputCacheWriteOneHour] = value;
    }

    /// <summary>Uncached audio that went in, in tokens.</summary>
    public long InputAudio { get => _counts[(int)TokenKind.InputAudio]; init => _counts[(int)TokenKind.InputAudio] = value; }

    /// <summary>
    /// Audio read from the prompt cache, where the provider tells it apart, in tokens; else it is in
    /// <see cref="InputCacheRead"/>.
    /// </summary>
    public long InputAudioCacheRead
    {
        get => _counts[(int)TokenKind.InputAudioCacheRead];
        init => _counts[(int)TokenKind.InputAudioCacheRead] = value;
    }

    /// <summary>Uncached images that went in, in tokens.</summary>
    public long InputImage { get => _counts[(int)TokenKind.InputImage]; init => _counts[(int)TokenKind.InputImage] = value; }

    /// <summary>
    /// Images read from the prompt cache, where the provider tells them apart, in tokens; else they are in
    /// <see cref="InputCacheRead"/>.
    /// </summary>
    public long InputImageCacheRead
    {
        get => _counts[(int)TokenKind.InputImageCacheRead];
        init => _counts[(int)TokenKind.InputImageCacheRead] = value;
    }

    /// <summary>Uncached video that went in, in tokens.</summary>
    public long InputVideo { get => _counts[(int)TokenKind.InputVideo]; init => _counts[(int)TokenKind.InputVideo] = value; }

    /// <summary>Text of the answer without reasoning, in tokens.</summary>
    public long Output { get => _counts[(int)TokenKind.Output]; init => _counts[(int)TokenKind.Output] = value; }

    /// <summary>Reasoning tokens, whether the provider shows their text or not.</summary>
    public long OutputReasoning
    {
        get => _counts[(int)TokenKind.OutputReasoning];
        init => _counts[(int)TokenKind.OutputReasoning] = value;
    }

    /// <summary>Audio of the answer, in tokens.</summary>
    public long OutputAudio { get => _counts[(int)TokenKind.OutputAudio]; init => _counts[(int)TokenKind.OutputAudio] = value; }

    /// <summary>Images of the answer, in tokens.</summary>
    public long OutputImage { get => _counts[(int)TokenKind.OutputImage]; init => _counts[(int)TokenKind.OutputImage] = value; }

    /// <summary>Video of the answer, in tokens.</summary>
    public long OutputVideo { get => _counts[(int)TokenKind.OutputVideo]; init => _counts[(int)TokenKind.OutputVideo] = value; }

    /// <summary>Text quoted from sources, which Perplexity counts and charges apart, in tokens.</summary>
    public long OutputCitation
    {
        get => _counts[(int)TokenKind.OutputCitation];
        init => _counts[(int)TokenKind.OutputCitation] = value;
    }

    /// <summary>All tokens that went in, cached or not. The size of the prompt, which long-context prices look at.</summary>
    public long TotalInput =>
        Input + InputCacheRead + InputCacheWrite + InputCacheWriteOneHour +
        InputAudio + InputAudioCacheRead + InputImage + InputImageCacheRead + InputVideo;

    /// <summary>All tokens that came out, reasoning included.</summary>
    public long TotalOutput => Output + OutputReasoning + OutputAudio + OutputImage + OutputVideo + OutputCitation;

    /// <summary>All tokens of the call.</summary>
    public long Total => TotalInput + TotalOutput;

    /// <summary>
    /// The count of one class, in tokens; cache reads of all modalities and cache writes of all lifetimes are one class each.
    /// </summary>
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

    /// <summary>The counts, by the number of their <see cref="TokenKind"/>, for those who go through all of them.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<long> Counts => _counts;

    /// <summary>
    /// Begins a usage whose counts are filled in where they stay, by the number of their <see cref="TokenKind"/>.
    /// </summary>
    internal static Span<long> Begin([UnscopedRef] out TokenUsage usage)
    {
        usage = default;
        return MemoryMarshal.CreateSpan(ref Unsafe.As<TokenUsage, long>(ref usage), TokenKindCounts.Length);
    }

    /// <summary>Adds two usages, class by class.</summary>
    /// <param name="left">The first usage.</param>
    /// <param name="right">The second usage.</param>
    /// <returns>
    /// The sum. Add money rather than tokens wherever prices depend on the size of a prompt: see
    /// <see cref="ModelPrice.Variants"/>.
    /// </returns>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static TokenUsage Add(TokenUsage left, TokenUsage right)
    {
        var sum = left._counts;
        for (var i = 0; i < TokenKindCounts.Length; i++)
        {
            sum[i] += right._counts[i];
        }

        return new TokenUsage(in sum);
    }

    /// <summary>Reads the overlapping counts of Microsoft.Extensions.AI as disjoint ones.</summary>
    /// <param name="details">
    /// The counts as the provider's client reports them. They are copied; later changes have no effect.
    /// </param>
    /// <param name="providerName">
    /// Whose client reported them, in OpenTelemetry's names (<c>openai</c>, <c>anthropic</c>, <c>aws.bedrock</c>, …), because
    /// some clients count in their own way. <see langword="null"/>: as <see cref="UsageDetails"/> documents, corrected by the
    /// total.
    /// </param>
    /// <returns>
    /// The disjoint counts. Impossible ones (negative, more cached than went in) are clamped to what can be true.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="details"/> is <see langword="null"/>.</exception>
    public static TokenUsage FromUsageDetails(UsageDetails details, string? providerName = null)
    {
        ArgumentNullException.ThrowIfNull(details);

        var provider = KnownProviders.Canonical(providerName);
        ReportedCounts.From(details).Normalize(KnownProviders.DialectOf(provider, provider), out var usage);
        return usage;
    }

    /// <summary>The larger count of each class; for running totals, of which each is a lower bound of the truth.</summary>
    internal static TokenUsage Max(in TokenUsage left, in TokenUsage right)
    {
        var larger = left._counts;
        for (var i = 0; i < TokenKindCounts.Length; i++)
        {
            larger[i] = Math.Max(larger[i], right._counts[i]);
        }

        return new TokenUsage(in larger);
    }

    /// <summary>
    /// The same usage with each impossible count, such as a reader of a user might yield, replaced by a possible one.
    /// </summary>
    internal TokenUsage Clamp(ref UsageAnomalies anomalies)
    {
        var clamped = _counts;
        for (var i = 0; i < TokenKindCounts.Length; i++)
        {
            clamped[i] = CountLimits.Clamp(clamped[i], ref anomalies);
        }

        return new TokenUsage(in clamped);
    }

    /// <summary>Whether all counts are the same.</summary>
    /// <param name="other">The other usage.</param>
    /// <returns>Whether they are.</returns>
    public bool Equals(TokenUsage other) => Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(Counts));
        return hash.ToHashCode();
    }
}
