using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Chat;

namespace LlmCost.AI.Tests;

/// <summary>
/// A custom usage reader as a user would write it. It reads the cost and the cache writes, which only the raw response of
/// OpenRouter has.
/// </summary>
internal sealed class OpenRouterUsageReader : IUsageReader
{
    public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
    {
        reading = default;
        var raw = rawRepresentation switch
        {
            ChatCompletion completion => completion.Usage,
            StreamingChatCompletionUpdate update => update.Usage,
            _ => null,
        };
        if (raw is null)
        {
            return false;
        }

        using var json = JsonDocument.Parse(ModelReaderWriter.Write(raw));
        var prompt = json.RootElement.GetProperty("prompt_tokens_details");
        var (read, written) = (
            prompt.GetProperty("cached_tokens").GetInt64(), prompt.GetProperty("cache_write_tokens").GetInt64());
        var usage = new TokenUsage
        {
            Input = raw.InputTokenCount - read - written,
            InputCacheRead = read,
            InputCacheWrite = written,
            Output = raw.OutputTokenCount,
        };
        reading = UsageReading.Disjoint(usage) with { ReportedCost = json.RootElement.GetProperty("cost").GetDecimal() };
        return true;
    }
}
