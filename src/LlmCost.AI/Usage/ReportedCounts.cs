using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// A copy of the counts that a client reported, which may overlap. <see langword="null"/> means that a count was not reported.
/// </summary>
/// <remarks>
/// A copy is needed because <see cref="UsageDetails"/> is mutable: the function-invoking client adds the usage of all round trips
/// to the object of the first one.
/// </remarks>
internal record struct ReportedCounts
{
    public long? Input { get; set; }

    public long? Output { get; set; }

    public long? Total { get; set; }

    public long? CacheRead { get; set; }

    public long? CacheWrite { get; set; }

    /// <summary>The part of the cache writes whose lifetime is one hour.</summary>
    public long? CacheWriteOneHour { get; set; }

    public long? Reasoning { get; set; }

    /// <summary>The tokens that Gemini counts for the results of its own tools, in addition to the prompt.</summary>
    public long? ToolUse { get; set; }

    public long? InputAudio { get; set; }

    public long? InputImage { get; set; }

    public long? OutputAudio { get; set; }

    public long? OutputImage { get; set; }

    /// <summary>True if any billable count was reported, including an explicit zero.</summary>
    public readonly bool IsReported => Input is not null || Output is not null || Total is not null;

    /// <summary>Returns the counts in <see cref="UsageDetails"/> and in the known keys of its additional counts.</summary>
    public static ReportedCounts From(UsageDetails details)
    {
        var counts = default(ReportedCounts);
        counts.Fill(details);
        return counts;
    }

    /// <summary>Copies the counts if nothing was reported before.</summary>
    public void Fill(UsageDetails details)
    {
        Input = details.InputTokenCount;
        Output = details.OutputTokenCount;
        Total = details.TotalTokenCount;
        CacheRead = details.CachedInputTokenCount;
        Reasoning = details.ReasoningTokenCount;
        InputAudio = details.InputAudioTokenCount;
        OutputAudio = details.OutputAudioTokenCount;
        if (details.AdditionalCounts is { Count: > 0 } more)
        {
            CacheRead ??= Find(more, "CacheReadInputTokens") ?? Find(more, "CachedContentTokenCount");
            CacheWrite = Find(more, UsageReading.CacheWriteTokensKey) ?? Find(more, "CacheWriteInputTokens");
            CacheWriteOneHour = Find(more, UsageReading.CacheWriteOneHourTokensKey);
            Reasoning ??= Find(more, "ThoughtsTokenCount");
            ToolUse = Find(more, "ToolUsePromptTokenCount");
            InputAudio ??= Find(more, "InputTokenDetails.AudioTokenCount");
            InputImage = Find(more, "InputTokenDetails.ImageTokenCount");
            OutputAudio ??= Find(more, "OutputTokenDetails.AudioTokenCount");
            OutputImage = Find(more, "OutputTokenDetails.ImageTokenCount");
        }
    }

    /// <summary>Merges a later usage report of the same response.</summary>
    public void Combine(in ReportedCounts later, UsageMerge merge)
    {
        if (merge is UsageMerge.Latest)
        {
            // Without counts, the usage is unknown, not zero, so earlier counts are kept.
            this = later.IsReported ? later : this;
            return;
        }

        Input = Combine(Input, later.Input, merge);
        Output = Combine(Output, later.Output, merge);
        Total = Combine(Total, later.Total, merge);
        CacheRead = Combine(CacheRead, later.CacheRead, merge);
        CacheWrite = Combine(CacheWrite, later.CacheWrite, merge);
        CacheWriteOneHour = Combine(CacheWriteOneHour, later.CacheWriteOneHour, merge);
        Reasoning = Combine(Reasoning, later.Reasoning, merge);
        ToolUse = Combine(ToolUse, later.ToolUse, merge);
        InputAudio = Combine(InputAudio, later.InputAudio, merge);
        InputImage = Combine(InputImage, later.InputImage, merge);
        OutputAudio = Combine(OutputAudio, later.OutputAudio, merge);
        OutputImage = Combine(OutputImage, later.OutputImage, merge);
    }

    /// <summary>Returns these counts. Missing counts are taken from an earlier report of the same response.</summary>
    public readonly ReportedCounts WithFallback(in ReportedCounts earlier) => new()
    {
        Input = Input ?? earlier.Input,
        Output = Output ?? earlier.Output,
        Total = Total,
        CacheRead = CacheRead ?? earlier.CacheRead,
        CacheWrite = CacheWrite ?? earlier.CacheWrite,
        CacheWriteOneHour = CacheWriteOneHour ?? earlier.CacheWriteOneHour,
        Reasoning = Reasoning ?? earlier.Reasoning,
        ToolUse = ToolUse ?? earlier.ToolUse,
        InputAudio = InputAudio ?? earlier.InputAudio,
        InputImage = InputImage ?? earlier.InputImage,
        OutputAudio = OutputAudio ?? earlier.OutputAudio,
        OutputImage = OutputImage ?? earlier.OutputImage,
    };

    /// <summary>Makes the counts disjoint. The total serves as a checksum that reveals how the client counts.</summary>
    public readonly UsageAnomalies Normalize(UsageDialect dialect, out TokenUsage usage)
    {
        var anomalies = UsageAnomalies.None;
        var cacheRead = CountLimits.Clamp(CacheRead ?? 0, ref anomalies);
        var cacheWrite = CountLimits.Clamp(CacheWrite ?? 0, ref anomalies);
        var reasoning = CountLimits.Clamp(Reasoning ?? 0, ref anomalies);
        var toolUse = CountLimits.Clamp(ToolUse ?? 0, ref anomalies);
        var total = CountLimits.Clamp(Total ?? 0, ref anomalies);
        var (input, output) = InputAndOutput(total, ref anomalies);

        var outside = dialect.ExclusiveCounts;
        long hidden = 0;
        if (dialect.HasTotal && total > 0)
        {
            outside = Checksum(
                total - input - output, outside, reasoning, toolUse, cacheRead + cacheWrite, ref anomalies, out hidden);
        }
        else if (reasoning > output)
        {
            anomalies |= outside.HasFlag(ExclusiveCounts.Reasoning) ? UsageAnomalies.None : UsageAnomalies.ReasoningExceedsOutput;
            outside |= ExclusiveCounts.Reasoning;
        }

        input += toolUse + (outside.HasFlag(ExclusiveCounts.Cache) ? cacheRead + cacheWrite : 0);
        output += hidden + (outside.HasFlag(ExclusiveCounts.Reasoning) ? reasoning : 0);
        reasoning += hidden;

        Split(input, cacheRead, cacheWrite, output, reasoning, out usage, ref anomalies);
        return anomalies;
    }

    /// <summary>Returns the input and the output. A missing or implausible count is derived from the total.</summary>
    private readonly (long Input, long Output) InputAndOutput(long total, ref UsageAnomalies anomalies)
    {
        var input = CountLimits.Known(Input, ref anomalies);
        var output = CountLimits.Known(Output, ref anomalies);
        if (input is null && output is null && total > 0)
        {
            anomalies |= UsageAnomalies.TotalOnly;
            return (total, 0);
        }

        return (input ?? Math.Max(0, total - (output ?? 0)), output ?? Math.Max(0, total - (input ?? 0)));
    }

    /// <summary>
    /// Returns the counts that are not included in the input and output counts. The total shows which counts these are.
    /// </summary>
    private static ExclusiveCounts Checksum(
        long extra,
        ExclusiveCounts expected,
        long reasoning,
        long toolUse,
        long cache,
        ref UsageAnomalies anomalies,
        out long hidden)
    {
        hidden = 0;
        var expectedExtra = (expected.HasFlag(ExclusiveCounts.Reasoning) ? reasoning : 0)
            + (expected.HasFlag(ExclusiveCounts.Cache) ? cache : 0);
        if (extra == expectedExtra || extra == expectedExtra + toolUse)
        {
            return expected;
        }

        if (extra == 0 || extra == toolUse)
        {
            return ExclusiveCounts.None;
        }

        if (extra == reasoning || extra == reasoning + toolUse)
        {
            return ExclusiveCounts.Reasoning;
        }

        if (extra == cache)
        {
            return ExclusiveCounts.Cache;
        }

        hidden = extra - expectedExtra - toolUse;
        anomalies |= hidden > 0 ? UsageAnomalies.HiddenOutput : UsageAnomalies.TotalMismatch;
        hidden = Math.Max(0, hidden);
        return expected;
    }

    private readonly void Split(
        long input,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        out TokenUsage usage,
        ref UsageAnomalies anomalies)
    {
        if (cacheRead + cacheWrite > input)
        {
            anomalies |= UsageAnomalies.CacheExceedsInput;
            cacheRead = Math.Min(cacheRead, input);
            cacheWrite = Math.Min(cacheWrite, input - cacheRead);
        }

        if (reasoning > output)
        {
            anomalies |= UsageAnomalies.ReasoningExceedsOutput;
            reasoning = output;
        }

        // Audio and images can also be cached. The part that exceeds the uncached input was read from the cache.
        var uncached = input - cacheRead - cacheWrite;
        var inputAudio = Part(InputAudio, input, uncached, ref anomalies);
        var inputImage = Part(InputImage, input, uncached - inputAudio, ref anomalies);
        var visible = output - reasoning;
        var outputAudio = Part(OutputAudio, output, visible, ref anomalies);
        var outputImage = Part(OutputImage, output, visible - outputAudio, ref anomalies);

        var oneHour = CountLimits.Clamp(CacheWriteOneHour ?? 0, ref anomalies);
        if (oneHour > cacheWrite)
        {
            anomalies |= UsageAnomalies.CacheExceedsInput;
            oneHour = cacheWrite;
        }

        // Written in place, because copying a struct that was just assembled would stall on its pending stores.
        var counts = TokenUsage.Begin(out usage);
        counts[(int)TokenKind.Input] = uncached - inputAudio - inputImage;
        counts[(int)TokenKind.InputCacheRead] = cacheRead;
        counts[(int)TokenKind.InputCacheWrite] = cacheWrite - oneHour;
        counts[(int)TokenKind.InputCacheWriteOneHour] = oneHour;
        counts[(int)TokenKind.InputAudio] = inputAudio;
        counts[(int)TokenKind.InputImage] = inputImage;
        counts[(int)TokenKind.Output] = visible - outputAudio - outputImage;
        counts[(int)TokenKind.OutputReasoning] = reasoning;
        counts[(int)TokenKind.OutputAudio] = outputAudio;
        counts[(int)TokenKind.OutputImage] = outputImage;
    }

    private static long Part(long? reported, long whole, long available, ref UsageAnomalies anomalies)
    {
        var part = CountLimits.Clamp(reported ?? 0, ref anomalies);
        if (part > whole)
        {
            anomalies |= UsageAnomalies.ModalityExceedsTotal;
        }

        return Math.Min(part, available);
    }

    private static long? Combine(long? earlier, long? later, UsageMerge merge)
    {
        if (earlier is not { } left || later is not { } right)
        {
            return earlier ?? later;
        }

        // The sum saturates, because a count near the limits is implausible in any case, and an overflow would make it look
        // plausible.
        return merge is UsageMerge.Maximum ? Math.Max(left, right) : long.CreateSaturating((Int128)left + right);
    }

    private static long? Find(AdditionalPropertiesDictionary<long> counts, string key) =>
        counts.TryGetValue(key, out var count) ? count : null;
}
