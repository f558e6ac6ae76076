using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads whole and streamed responses of Ollama's <c>chat</c> and <c>generate</c> APIs.</summary>
internal static class OllamaChatJson
{
    /// <summary>Reads a response or a chunk. Only the last chunk has counts.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        response.Model = json.FindText("model"u8) ?? response.Model;
        if (json.FindCount("prompt_eval_count"u8) is not null || json.FindCount("eval_count"u8) is not null)
        {
            response.HasUsage = true;
            response.Counts.Reported.Input = json.FindCount("prompt_eval_count"u8);
            response.Counts.Reported.Output = json.FindCount("eval_count"u8);
        }
    }
}
