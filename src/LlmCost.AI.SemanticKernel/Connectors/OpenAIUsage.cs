using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmCost.AI;

/// <summary>OpenAI's usage in the form of Microsoft.Extensions.AI, so that a connector and a chat client cost the same.</summary>
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
        }

        if (usage.OutputTokenDetails is { } output)
        {
            details.ReasoningTokenCount = output.ReasoningTokenCount;
            details.OutputAudioTokenCount = output.AudioTokenCount;
        }

        return details;
    }
}
