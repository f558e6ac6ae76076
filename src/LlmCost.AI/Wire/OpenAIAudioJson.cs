using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads responses of OpenAI's transcription API, which report either tokens or seconds.</summary>
internal static class OpenAIAudioJson
{
    /// <summary>Reads a response, or an event of a stream.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        response.Model = json.FindText("model"u8) ?? response.Model;
        if (json.FindObject("usage"u8) is { } usage)
        {
            OpenAIUsageObject.Read(usage, response, request.Provider);
        }
        else if (json.FindNumber("duration"u8) is { } seconds)
        {
            response.HasUsage = true;
            response.Set(BillableUnit.InputAudioSecond, seconds);
        }
    }
}
