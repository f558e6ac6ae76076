using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Names the formats in which providers report usage, and recognizes the format of JSON.</summary>
internal static class WireFormats
{
    private static readonly (string Name, WireFormat Format)[] s_names =
    [
        ("openai.chat", WireFormat.OpenAIChat),
        ("openai.responses", WireFormat.OpenAIResponses),
        ("openai.embeddings", WireFormat.OpenAIEmbeddings),
        ("openai.images", WireFormat.OpenAIImages),
        ("openai.audio", WireFormat.OpenAIAudio),
        ("openai.realtime", WireFormat.OpenAIRealtime),
        ("anthropic.messages", WireFormat.AnthropicMessages),
        ("google.generate_content", WireFormat.GoogleGenerateContent),
        ("bedrock.converse", WireFormat.BedrockConverse),
        ("cohere.chat", WireFormat.CohereChat),
        ("cohere.rerank", WireFormat.CohereRerank),
        ("cohere.embeddings", WireFormat.CohereEmbeddings),
        ("mistral.chat", WireFormat.MistralChat),
        ("ollama.chat", WireFormat.OllamaChat),
        ("neutral", WireFormat.Neutral),
    ];

    /// <summary>Gets the names of all formats.</summary>
    public static IEnumerable<string> Names => s_names.Select(format => format.Name);

    /// <summary>Returns the format with the given name, or <see langword="null"/> if there is none.</summary>
    public static WireFormat? Find(string name)
    {
        foreach (var format in s_names)
        {
            if (string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return format.Format;
            }
        }

        return null;
    }

    /// <summary>Recognizes the format of a response or an event.</summary>
    public static WireFormat OfResponse(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return WireFormat.Unknown;
        }

        return OfObject(json.FindText("object"u8))
            ?? OfType(json, json.FindText("type"u8))
            ?? OfMembers(json);
    }

    /// <summary>
    /// Recognizes the format of a usage object by the names of its members. Returns the neutral format if no provider uses these
    /// names.
    /// </summary>
    public static WireFormat OfUsage(JsonElement usage)
    {
        var format = WireFormat.Neutral;
        foreach (var member in usage.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "promptTokenCount" or "candidatesTokenCount" or "totalTokenCount" or "cachedContentTokenCount"
                    or "thoughtsTokenCount" or "toolUsePromptTokenCount":
                    return WireFormat.GoogleGenerateContent;
                case "inputTokens" or "outputTokens" or "cacheReadInputTokens" or "cacheWriteInputTokens":
                    return WireFormat.BedrockConverse;
                case "prompt_tokens" or "completion_tokens" or "prompt_tokens_details" or "completion_tokens_details":
                    return WireFormat.OpenAIChat;
                case "billed_units":
                    return WireFormat.CohereChat;
                case "prompt_eval_count" or "eval_count":
                    return WireFormat.OllamaChat;
                case "input_token_details" or "output_token_details":
                    return WireFormat.OpenAIRealtime;
                case "cache_read_input_tokens" or "cache_creation_input_tokens" or "cache_creation" or "server_tool_use"
                    or "iterations":
                    return WireFormat.AnthropicMessages;
                case "input_tokens_details" or "output_tokens_details":
                    // Anthropic also uses output_tokens_details, but in combination with names that only Anthropic uses.
                    format = WireFormat.OpenAIResponses;
                    break;
                case "total_tokens" or "cached_tokens" or "cost_in_usd_ticks" when format is WireFormat.Neutral:
                    format = WireFormat.OpenAIChat;
                    break;
            }
        }

        return format;
    }

    private static WireFormat? OfObject(string? name) => name switch
    {
        "chat.completion" or "chat.completion.chunk" or "text_completion" => WireFormat.OpenAIChat,
        "response" => WireFormat.OpenAIResponses,
        "realtime.response" => WireFormat.OpenAIRealtime,
        _ => null,
    };

    private static WireFormat? OfType(JsonElement json, string? type) => type switch
    {
        "message" or "message_start" or "message_delta" or "message_stop" or "content_block_start" or "content_block_delta"
            or "content_block_stop" or "ping" => WireFormat.AnthropicMessages,
        "response.done" or "conversation.item.input_audio_transcription.completed" => WireFormat.OpenAIRealtime,
        { } name when name.StartsWith("response.", StringComparison.Ordinal) =>
            json.FindObject("response"u8)?.FindText("object"u8) is "realtime.response"
                ? WireFormat.OpenAIRealtime
                : WireFormat.OpenAIResponses,
        { } name when name.StartsWith("image_generation.", StringComparison.Ordinal)
            || name.StartsWith("image_edit.", StringComparison.Ordinal) => WireFormat.OpenAIImages,
        { } name when name.StartsWith("transcript.text.", StringComparison.Ordinal) => WireFormat.OpenAIAudio,
        "message-start" or "message-end" => WireFormat.CohereChat,
        _ => null,
    };

    private static WireFormat OfMembers(JsonElement json)
    {
        if (json.Find("usageMetadata"u8) is not null || json.Find("candidates"u8) is not null)
        {
            return WireFormat.GoogleGenerateContent;
        }

        if (json.Find("choices"u8) is not null)
        {
            return WireFormat.OpenAIChat;
        }

        if (json.Find("prompt_eval_count"u8) is not null || json.Find("eval_count"u8) is not null
            || (json.Find("done"u8) is not null && json.Find("model"u8) is not null))
        {
            return WireFormat.OllamaChat;
        }

        if (json.FindObject("meta"u8)?.Find("billed_units"u8) is not null)
        {
            return json.Find("results"u8) is not null ? WireFormat.CohereRerank : WireFormat.CohereEmbeddings;
        }

        if (json.FindObject("usage"u8) is { } usage)
        {
            return OfUsage(usage) switch
            {
                WireFormat.OpenAIChat when json.Find("data"u8) is not null => WireFormat.OpenAIEmbeddings,
                WireFormat.OpenAIResponses or WireFormat.Neutral when json.Find("data"u8) is not null => WireFormat.OpenAIImages,
                WireFormat.OpenAIRealtime when json.Find("text"u8) is not null => WireFormat.OpenAIAudio,
                WireFormat.Neutral when json.Find("text"u8) is not null => WireFormat.OpenAIAudio,
                WireFormat.Neutral when json.Find("output"u8) is { ValueKind: JsonValueKind.Array } => WireFormat.OpenAIResponses,
                var format => format,
            };
        }

        if (json.FindObject("metadata"u8)?.FindObject("usage"u8) is not null || json.Find("stopReason"u8) is not null)
        {
            return WireFormat.BedrockConverse;
        }

        return json.Find("duration"u8) is not null && json.Find("text"u8) is not null ? WireFormat.OpenAIAudio
            : json.Find("data"u8) is not null ? WireFormat.OpenAIImages
            : WireFormat.Unknown;
    }
}
