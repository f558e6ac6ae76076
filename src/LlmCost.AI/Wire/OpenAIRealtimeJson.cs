using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the server events of OpenAI's Realtime API.</summary>
internal static class OpenAIRealtimeJson
{
    /// <summary>Reads an event. Those without usage are ignored.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        var body = json.FindObject("response"u8) ?? json;
        response.Model = body.FindText("model"u8) ?? response.Model;
        response.IsFailed |= body.FindText("status"u8) is "failed";
        if (body.FindObject("usage"u8) is { } usage)
        {
            OpenAIUsageObject.Read(usage, response, request.Provider);
        }
    }
}
