using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The tokens that one call used, as disjoint counts.</summary>
/// <remarks>
/// Providers report overlapping counts in different ways: cached tokens may or may not be part of the input count, and reasoning
/// tokens may or may not be part of the output count. Here, every token is in exactly one property, so that <see cref="Total"/>
/// is the plain sum and each property can be multiplied by its own price. All counts are zero or more. Instances are immutable
/// and thread-safe.
/// </remarks>
public readonly record struct TokenUsage
{
    private readonly TokenKindCounts _counts;

    internal TokenUsage(in TokenKindCounts counts) => _counts = counts;

    /// <summary>Gets the uncached text input, in tokens.</summary>
    public long Input { get => _counts[(int)TokenKind.Input]; init => _counts[(int)TokenKind.Input] = value; }

    /// <summary>Gets the input read from the provider's prompt cache, in tokens.</summary>
    public long InputCacheRead
    {
        get => _counts[(int)TokenKind.InputCacheRead];
        init => _counts[(int)TokenKind.InputCacheRead] = value;
    }

    /// <summary>
    /// Gets the input written to the prompt cache for the provider's default lifetime (5 minutes at Anthropic), in tokens.
    /// </summary>
    public long InputCacheWrite
    {
        get => _counts[(int)TokenKind.InputCacheWrite];
        init => _counts[(int)TokenKind.InputCacheWrite] = value;
    }

    /// <summary>
    /// Gets the input written to the prompt cache for one hour, in tokens. If the provider does not report it separately, it is
    /// part of <see cref="InputCacheWrite"/>.
    /// </summary>
    public long InputCacheWriteOneHour
    {
        get => _counts[(int)TokenKind.InputCacheWriteOneHour];
        init => _counts[(int)TokenKind.InputCacheWriteOneHour] = value;
    }

    /// <summary>Gets the uncached audio input, in tokens.</summary>
    public long InputAudio { get => _counts[(int)TokenKind.InputAudio]; init => _counts[(int)TokenKind.InputAudio] = value; }

    /// <summary>
    /// Gets the audio read from the prompt cache, in tokens. If the provider does not report it separately, it is part of
    /// <see cref="InputCacheRead"/>.
    /// </summary>
    public long InputAudioCacheRead
    {
        get => _counts[(int)TokenKind.InputAudioCacheRead];
        init => _counts[(int)TokenKind.InputAudioCacheRead] = value;
    }

    /// <summary>Gets the uncached image input, in tokens.</summary>
    public long InputImage { get => _counts[(int)TokenKind.InputImage]; init => _counts[(int)TokenKind.InputImage] = value; }

    /// <summary>
    /// Gets the images read from the prompt cache, in tokens. If the provider does not report them separately, they are part of
    /// <see cref="InputCacheRead"/>.
    /// </summary>
    public long InputImageCacheRead
    {
        get => _counts[(int)TokenKind.InputImageCacheRead];
        init => _counts[(int)TokenKind.InputImageCacheRead] = value;
    }

    /// <summary>Gets the uncached video input, in tokens.</summary>
    public long InputVideo { get => _counts[(int)TokenKind.InputVideo]; init => _counts[(int)TokenKind.InputVideo] = value; }

    /// <summary>Gets the text output without reasoning, in tokens.</summary>
    public long Output { get => _counts[(int)TokenKind.Output]; init => _counts[(int)TokenKind.Output] = value; }

    /// <summary>Gets the reasoning tokens, including tokens whose text the provider does not show.</summary>
    public long OutputReasoning
    {
        get => _counts[(int)TokenKind.OutputReasoning];
        init => _counts[(int)TokenKind.OutputReasoning] = value;
    }

    /// <summary>Gets the audio output, in tokens.</summary>
    public long OutputAudio { get => _counts[(int)TokenKind.OutputAudio]; init => _counts[(int)TokenKind.OutputAudio] = value; }

    /// <summary>Gets the image output, in tokens.</summary>
    public long OutputImage { get => _counts[(int)TokenKind.OutputImage]; init => _counts[(int)TokenKind.OutputImage] = value; }

    /// <summary>Gets the video output, in tokens.</summary>
    public long OutputVideo { get => _counts[(int)TokenKind.OutputVideo]; init => _counts[(int)TokenKind.OutputVideo] = value; }

    /// <summary>Gets the text quoted from sources, which Perplexity counts and bills separately, in tokens.</summary>
    public long OutputCitation
    {
        get => _counts[(int)TokenKind.OutputCitation];
        init => _counts[(int)TokenKind.OutputCitation] = value;
    }

    /// <summary>Gets the total input, cached or not, in tokens. Long-context prices depend on this size of the prompt.</summary>
    public long TotalInput =>
        Input + InputCacheRead + InputCacheWrite + InputCacheWriteOneHour +
        InputAudio + InputAudioCacheRead + InputImage + InputImageCacheRead + InputVideo;

    /// <summary>Gets the total output, including reasoning, in tokens.</summary>
    public long TotalOutput => Output + OutputReasoning + OutputAudio + OutputImage + OutputVideo + OutputCitation;

    /// <summary>Gets the total of the call, in tokens.</summary>
    public long Total => TotalInput + TotalOutput;

    /// <summary>
    /// Gets the count of one class, in tokens. Cache reads of all modalities are one class, and so are cache writes of all
    /// lifetimes.
    /// </summary>
    /// <param name="tokenClass">The class. Classes that never have tokens return 0.</param>
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

    /// <summary>Gets the counts, indexed by the number of their <see cref="TokenKind"/>, for enumeration.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<long> Counts => _counts;

    /// <summary>
    /// Creates an instance and returns its counts, indexed by the number of their <see cref="TokenKind"/>, to be filled in place.
    /// </summary>
    internal static Span<long> Begin([UnscopedRef] out TokenUsage usage)
    {
        usage = default;
        return MemoryMarshal.CreateSpan(ref Unsafe.As<TokenUsage, long>(ref usage), TokenKindCounts.Length);
    }

    /// <summary>Adds the token counts of two calls, kind by kind.</summary>
    /// <param name="left">The first usage.</param>
    /// <param name="right">The second usage.</param>
    /// <returns>
    /// The sum. If prices depend on the size of a prompt (see <see cref="ModelPrice.Variants"/>), add costs instead of tokens.
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

    /// <summary>Converts the overlapping counts of Microsoft.Extensions.AI to disjoint counts.</summary>
    /// <param name="details">
    /// The counts as reported by the provider's client. They are copied, so later changes have no effect.
    /// </param>
    /// <param name="providerName">
    /// The provider whose client reported the counts, by its OpenTelemetry name (<c>openai</c>, <c>anthropic</c>,
    /// <c>aws.bedrock</c>, …), because some clients count differently. If it is <see langword="null"/>, the counts are
    /// interpreted as documented by <see cref="UsageDetails"/>, and corrected with the total.
    /// </param>
    /// <returns>
    /// The disjoint counts. Impossible counts (negative, or more cached tokens than input) are clamped to the possible range.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="details"/> is <see langword="null"/>.</exception>
    public static TokenUsage FromUsageDetails(UsageDetails details, string? providerName = null)
    {
        ArgumentNullException.ThrowIfNull(details);

        var provider = KnownProviders.Canonical(providerName);
        ReportedCounts.From(details).Normalize(KnownProviders.DialectOf(provider, provider), out var usage);
        return usage;
    }

    /// <summary>
    /// Returns the larger count of each kind. Use it for running totals, each of which is a lower bound of the final count.
    /// </summary>
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
    /// Returns a copy in which impossible counts, which custom readers can report, are replaced with possible counts.
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

    /// <summary>Returns a value indicating whether all counts are equal.</summary>
    /// <param name="other">The other usage.</param>
    /// <returns><see langword="true"/> if all counts are equal; otherwise <see langword="false"/>.</returns>
    public bool Equals(TokenUsage other) => Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(Counts));
        return hash.ToHashCode();
    }
}
