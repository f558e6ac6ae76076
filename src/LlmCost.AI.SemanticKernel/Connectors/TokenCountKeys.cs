using System.Globalization;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Represents the keys of a connector's token counts.</summary>
/// <param name="Input">The key of input tokens.</param>
/// <param name="Output">The key of output tokens.</param>
/// <param name="Total">The key of the total, if the connector reports it.</param>
/// <param name="CacheRead">The key of tokens read from a cache, if the connector reports them.</param>
/// <param name="CacheWrite">The key of tokens written to a cache, if the connector reports them.</param>
/// <param name="Thoughts">The key of reasoning tokens, if the connector counts them separately from the output.</param>
internal sealed record TokenCountKeys(
    string Input,
    string Output,
    string? Total = null,
    string? CacheRead = null,
    string? CacheWrite = null,
    string? Thoughts = null)
{
    /// <summary>Returns the counts, or <see langword="null"/> if input and output are missing or zero.</summary>
    /// <remarks>Connectors write zero for unknown counts.</remarks>
    public UsageDetails? Read(Func<string, object?> find)
    {
        var (input, output) = (Count(find, Input), Count(find, Output));
        if ((input ?? 0) is 0 && (output ?? 0) is 0)
        {
            return null;
        }

        var thoughts = Count(find, Thoughts);
        var usage = new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output + (thoughts ?? 0),
            TotalTokenCount = Count(find, Total),
            CachedInputTokenCount = Count(find, CacheRead),
            ReasoningTokenCount = thoughts,
        };
        if (Count(find, CacheWrite) is { } written)
        {
            usage.AdditionalCounts = new AdditionalPropertiesDictionary<long> { ["CacheWriteInputTokens"] = written };
        }

        return usage;
    }

    private static long? Count(Func<string, object?> find, string? name) =>
        name is not null && find(name) is IConvertible value and not string ? value.ToInt64(CultureInfo.InvariantCulture) : null;
}
