using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the server events of OpenAI's Realtime API.</summary>
internal static class OpenAIRealtimeJson
{
    private const string Transcription = "input_audio_transcription";

    /// <summary>Reads an event. Events without usage are ignored.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        if (json.FindText("type"u8) is "conversation.item.input_audio_transcription.completed")
        {
            ReadTranscription(json, response);
            return;
        }

        var body = json.FindObject("response"u8) ?? json;
        response.Model = body.FindText("model"u8) ?? response.Model;
        response.IsFailed |= body.FindText("status"u8) is "failed";
        if (body.FindObject("usage"u8) is { } usage)
        {
            OpenAIUsageObject.Read(usage, response, request.Provider);
        }
    }

    /// <summary>Reads a transcript, which is created by a separate model. The event does not name this model.</summary>
    private static void ReadTranscription(JsonElement json, WireResponse response)
    {
        if (json.FindObject("usage"u8) is not { } usage)
        {
            return;
        }

        var transcript = new WireResponse();
        OpenAIUsageObject.Read(usage, transcript, provider: null);
        response.HasUsage = true;
        foreach (var part in transcript.Parts())
        {
            response.Tool = part with { Model = Transcription };
        }
    }
}
