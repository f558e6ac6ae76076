using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmCost.AI;

/// <summary>
/// Converts OpenAI's usage to <see cref="UsageDetails"/>, so that the same usage has the same cost with a connector and with a
/// chat client.
/// </summary>
internal static class OpenAIUsage
{
    public static UsageDetails ToUsageDetails(ChatTokenUsage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
        };
        if (usage.InputTokenDetails is { } input)
        {
            details.CachedInputTokenCount = input.CachedTokenCount;
            details.InputAudioTokenCount = input.AudioTokenCount;
            if (input.Patch.TryGetValue("$.cache_write_tokens"u8, out int writes))
            {
                details.AdditionalCounts = new() { [UsageReading.CacheWriteTokensKey] = writes };
            }
        }

        if (usage.OutputTokenDetails is { } output)
        {
            details.ReasoningTokenCount = output.ReasoningTokenCount;
            details.OutputAudioTokenCount = output.AudioTokenCount;
        }

        return details;
    }
}
