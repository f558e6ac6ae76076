using System.Globalization;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>The names under which a connector counts tokens.</summary>
/// <param name="Input">Tokens of the input.</param>
/// <param name="Output">Tokens of the output.</param>
/// <param name="Total">The sum, if the connector has it.</param>
/// <param name="CacheRead">Tokens read from a cache, if the connector has them.</param>
/// <param name="CacheWrite">Tokens written to a cache, if the connector has them.</param>
/// <param name="Thoughts">Tokens of reasoning that the connector counts beside the output, if it has them.</param>
internal sealed record TokenCountKeys(
    string Input, string Output, string? Total = null, string? CacheRead = null, string? CacheWrite = null, string? Thoughts = null)
{
    /// <summary>Reads the counts, or <see langword="null"/> if there are none of these names. Connectors write zero for what they don't know.</summary>
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
