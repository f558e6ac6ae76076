namespace LlmCost.AI;

/// <summary>The token counts of one usage object as written by the provider.</summary>
/// <remarks>Extends <see cref="ReportedCounts"/> with counts that only the JSON contains.</remarks>
internal struct WireCounts
{
    /// <summary>The counts that clients also report.</summary>
    public ReportedCounts Reported;

    /// <summary>The audio tokens that are part of the cache reads.</summary>
    public long CachedAudio;

    /// <summary>The image tokens that are part of the cache reads.</summary>
    public long CachedImage;

    /// <summary>The video tokens that are part of the input.</summary>
    public long InputVideo;

    /// <summary>The tokens of quoted sources that are part of the output.</summary>
    public long Citation;

    /// <summary>The video tokens that are part of the output.</summary>
    public long OutputVideo;

    /// <summary>True if the cache reads or writes have Anthropic's names in a usage object of another format.</summary>
    public bool HasAnthropicCache;

    /// <summary>Makes the counts disjoint.</summary>
    /// <param name="dialect">The way in which the format counts tokens.</param>
    /// <param name="usage">The disjoint counts.</param>
    /// <returns>The contradictions found.</returns>
    public readonly UsageAnomalies Normalize(UsageDialect dialect, out TokenUsage usage)
    {
        // Cached tokens of each modality are subtracted first, so that each token is assigned to one kind only.
        var uncached = Reported with
        {
            InputAudio = Math.Max(0, (Reported.InputAudio ?? 0) - CachedAudio),
            InputImage = Math.Max(0, (Reported.InputImage ?? 0) - CachedImage),
        };

        // The cache counts have Anthropic's names and exceed the input. This shows that the server, like Anthropic, does not
        // include them in the input.
        if (HasAnthropicCache
            && !dialect.ExclusiveCounts.HasFlag(ExclusiveCounts.Cache)
            && (Int128)(Reported.CacheRead ?? 0) + (Reported.CacheWrite ?? 0) > (Reported.Input ?? Int128.MaxValue))
        {
            dialect = dialect with { ExclusiveCounts = dialect.ExclusiveCounts | ExclusiveCounts.Cache, HasTotal = false };
        }

        var anomalies = uncached.Normalize(dialect, out var normalized);
        Span<long> counts = stackalloc long[TokenKindCounts.Length];
        normalized.Counts.CopyTo(counts);
        Move(counts, TokenKind.InputCacheRead, TokenKind.InputAudioCacheRead, CachedAudio, ref anomalies);
        Move(counts, TokenKind.InputCacheRead, TokenKind.InputImageCacheRead, CachedImage, ref anomalies);
        Move(counts, TokenKind.Input, TokenKind.InputVideo, InputVideo, ref anomalies);
        Move(counts, TokenKind.Output, TokenKind.OutputCitation, Citation, ref anomalies);
        Move(counts, TokenKind.Output, TokenKind.OutputVideo, OutputVideo, ref anomalies);
        counts.CopyTo(TokenUsage.Begin(out usage));
        return anomalies;
    }

    private static void Move(Span<long> counts, TokenKind from, TokenKind to, long count, ref UsageAnomalies anomalies)
    {
        var moved = Math.Clamp(count, 0, counts[(int)from]);
        if (moved < count)
        {
            anomalies |= UsageAnomalies.ModalityExceedsTotal;
        }

        counts[(int)from] -= moved;
        counts[(int)to] += moved;
    }
}
