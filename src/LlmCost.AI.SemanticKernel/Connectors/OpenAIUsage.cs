using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmCost.AI;

/// <summary>Converts OpenAI's usage to <see cref="UsageDetails"/>, so that connectors and chat clients cost the same.</summary>
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
