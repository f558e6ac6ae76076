using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>The counts that a provider's client reports, for comparison.</summary>
public sealed record Reported(long? Input, long? Output, long? Total, long? Cached = null, long? Reasoning = null)
{
    /// <summary>
    /// Gets the additional counts of the client as <c>key=value</c> in the order of their keys, or <see langword="null"/> if the
    /// client has no list of additional counts.
    /// </summary>
    public string? More { get; init; }

    public long? InputAudio { get; init; }

    public long? InputText { get; init; }

    public long? OutputAudio { get; init; }

    public long? OutputText { get; init; }

    public static Reported? From(UsageDetails? usage) => usage is null
        ? null
        : new Reported(
            usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount, usage.CachedInputTokenCount,
            usage.ReasoningTokenCount)
        {
            More = usage.AdditionalCounts is { } more
                ? string.Join(
                    ", ", more.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}={count.Value}"))
                : null,
            InputAudio = usage.InputAudioTokenCount,
            InputText = usage.InputTextTokenCount,
            OutputAudio = usage.OutputAudioTokenCount,
            OutputText = usage.OutputTextTokenCount,
        };
}
