using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace LlmCost.AI.Tests;

/// <summary>
/// A custom reader as a user would write it. It reads the cost and the cache writes, which only OpenRouter's raw answer has.
/// </summary>
internal sealed class OpenRouterUsageReader : IUsageReader
{
    public bool TryRead(ChatResponse response, string? providerName, out UsageReading reading) =>
        TryRead((response.RawRepresentation as ChatCompletion)?.Usage, out reading);

    public bool TryRead(ChatResponseUpdate update, string? providerName, out UsageReading reading) =>
        TryRead(update.Contents.OfType<UsageContent>().FirstOrDefault()?.RawRepresentation as ChatTokenUsage, out reading);

    private static bool TryRead(ChatTokenUsage? raw, out UsageReading reading)
    {
        reading = default;
        if (raw is null)
        {
            return false;
        }

        using var json = JsonDocument.Parse(ModelReaderWriter.Write(raw));
        var prompt = json.RootElement.GetProperty("prompt_tokens_details");
        var (read, written) = (
            prompt.GetProperty("cached_tokens").GetInt64(), prompt.GetProperty("cache_write_tokens").GetInt64());
        reading = new UsageReading
        {
            Usage = new TokenUsage
            {
                Input = raw.InputTokenCount - read - written,
                InputCacheRead = read,
                InputCacheWrite = written,
                Output = raw.OutputTokenCount,
            },
            ReportedCost = json.RootElement.GetProperty("cost").GetDecimal(),
        };
        return true;
    }
}
