using System.Text.Json;

namespace LlmCost.AI;

/// <summary>
/// Reads the usage of one call from the JSON that its provider sent. The JSON is either whole responses, or the events of a
/// stream in order.
/// </summary>
/// <remarks>
/// Only numbers and names are kept, never content. The usage of several responses of one call, such as the turns of a realtime
/// session, is added up. A response that is read twice is counted once.
/// </remarks>
internal sealed class WireReader(WireRequest request, WireFormat? format = null)
{
    /// <summary>The maximum number of separate responses of one call. Further responses are added to the last one.</summary>
    private const int MaxResponses = 1_024;

    /// <summary>The name of a part that could not be read because it contains invalid UTF-8.</summary>
    private const string InvalidText = "invalid_text";

    private readonly List<WireResponse> _responses = [];
    private bool _hasInvalidText;
    private WireFormat _format = format ?? WireFormat.Unknown;

    /// <summary>Gets a value indicating whether any usage was found so far.</summary>
    public bool HasUsage => _responses.Exists(response => response.HasUsage);

    /// <summary>Reads a response or an event.</summary>
    public void Read(JsonElement json) => Guard(json, static (reader, json) => reader.ReadResponse(json));

    /// <summary>Reads a response, an event or a usage object.</summary>
    public void ReadAny(JsonElement json) => Guard(json, static (reader, json) =>
    {
        if (reader._format is WireFormat.Unknown && WireFormats.OfResponse(json) is WireFormat.Unknown)
        {
            reader.ReadUsageObject(json);
        }
        else
        {
            reader.ReadResponse(json);
        }
    });

    /// <summary>Reads a separate usage object.</summary>
    public void ReadUsage(JsonElement usage) => Guard(usage, static (reader, usage) => reader.ReadUsageObject(usage));

    private void Guard(JsonElement json, Action<WireReader, JsonElement> read)
    {
        try
        {
            read(this, json);
        }
        catch (InvalidOperationException)
        {
            // The parser does not validate the UTF-8 of strings, so reading an invalid string throws.
            _hasInvalidText = true;
        }
    }

    private void ReadResponse(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        if (_format is WireFormat.Unknown)
        {
            _format = WireFormats.OfResponse(json);
        }

        var response = ResponseOf(json);
        switch (_format)
        {
            case WireFormat.OpenAIChat or WireFormat.OpenAIEmbeddings or WireFormat.MistralChat:
                OpenAIChatJson.Read(json, response, request);
                break;
            case WireFormat.OpenAIResponses:
                OpenAIResponsesJson.Read(json, response, request);
                break;
            case WireFormat.OpenAIImages:
                OpenAIImagesJson.Read(json, response, request);
                break;
            case WireFormat.OpenAIAudio:
                OpenAIAudioJson.Read(json, response, request);
                break;
            case WireFormat.OpenAIRealtime:
                OpenAIRealtimeJson.Read(json, response, request);
                break;
            case WireFormat.AnthropicMessages:
                AnthropicMessagesJson.Read(json, response, request);
                break;
            case WireFormat.GoogleGenerateContent:
                GoogleGenerateContentJson.Read(json, response, request);
                break;
            case WireFormat.BedrockConverse:
                BedrockConverseJson.Read(json, response, request);
                break;
            case WireFormat.CohereChat or WireFormat.CohereRerank or WireFormat.CohereEmbeddings:
                CohereJson.Read(json, response, request);
                break;
            case WireFormat.OllamaChat:
                OllamaChatJson.Read(json, response, request);
                break;
            default:
                response.IsFailed |= json.Find("error"u8) is not null;
                break;
        }
    }

    private void ReadUsageObject(JsonElement usage)
    {
        if (usage.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        if (_format is WireFormat.Unknown)
        {
            _format = WireFormats.OfUsage(usage);
        }

        var response = new WireResponse();
        _responses.Add(response);
        switch (_format)
        {
            case WireFormat.AnthropicMessages:
                AnthropicMessagesJson.ReadUsage(usage, response);
                break;
            case WireFormat.GoogleGenerateContent:
                GoogleGenerateContentJson.ReadUsage(usage, response);
                break;
            case WireFormat.BedrockConverse:
                BedrockConverseJson.ReadUsage(usage, response);
                break;
            case WireFormat.CohereChat or WireFormat.CohereRerank or WireFormat.CohereEmbeddings:
                CohereJson.ReadUsage(usage, response);
                break;
            case WireFormat.OllamaChat:
                OllamaChatJson.Read(usage, response, request);
                break;
            case WireFormat.OpenAIImages:
                OpenAIImagesJson.ReadUsage(usage, response, request.Provider);
                break;
            default:
                OpenAIUsageObject.Read(usage, response, request.Provider);
                OpenAIChatJson.AddSearch(response, request);
                break;
        }
    }

    /// <summary>Returns the usage.</summary>
    public WireUsage Finish()
    {
        var parts = new List<UsagePart>();
        var (unread, unreported) = (new List<string>(), new List<string>());
        decimal? cost = null;
        WireResponse? last = null;
        foreach (var response in _responses)
        {
            last = response;
            parts.AddRange(response.Parts());
            unread.AddRange(response.Unread.Except(unread));
            unreported.AddRange(response.Unreported.Except(unreported));
            cost = response.ReportedCost is { } reported ? (cost ?? 0) + reported : cost;
        }

        if (_hasInvalidText)
        {
            unread.Add(InvalidText);
        }

        return new WireUsage
        {
            Format = _format,
            Model = last?.Model,
            ResponseId = last?.Id,
            ServedAs = new ServedAs
            {
                ServiceTier = last?.ServiceTier,
                Region = last?.Region,
                Speed = last?.Speed,
                CacheMode = last?.CacheMode,
            },
            Parts = parts,
            ReportedCost = cost,
            Anomalies = _responses.Aggregate(UsageAnomalies.None, (anomalies, response) => anomalies | response.Anomalies),
            Unread = unread,
            Unreported = unreported,
            IsInputOnly = last is { IsInputOnly: true },
            IsBackground = last is { IsBackground: true },
            IsPending = last is { IsPending: true, HasUsage: false },
            IsFailed = last is { IsFailed: true, HasUsage: false },
        };
    }

    /// <summary>
    /// Returns the response to which an event belongs. Ids of chat chunks are ignored, because some servers assign a different id
    /// to each chunk.
    /// </summary>
    private WireResponse ResponseOf(JsonElement json)
    {
        var id = _format switch
        {
            WireFormat.OpenAIChat when json.FindText("object"u8) is not "chat.completion" => null,
            WireFormat.OpenAIRealtime => json.FindObject("response"u8)?.FindText("id"u8) ?? json.FindText("item_id"u8),
            WireFormat.OpenAIResponses when json.FindObject("response"u8) is { } response => response.FindText("id"u8),
            WireFormat.OpenAIResponses => json.FindText("type"u8) is null ? json.FindText("id"u8) : null,
            WireFormat.AnthropicMessages => json.FindText("type"u8) switch
            {
                "message_start" => json.FindObject("message"u8)?.FindText("id"u8),
                "message" or null => json.FindText("id"u8),
                _ => null,
            },
            WireFormat.OpenAIChat => json.FindText("id"u8),
            _ => null,
        };
        var found = id is null
            ? _responses.LastOrDefault()
            : _responses.Find(response => response.Id == id || response.Id is null);
        if (found is null)
        {
            if (_responses.Count == MaxResponses)
            {
                return _responses[^1];
            }

            found = new WireResponse();
            _responses.Add(found);
        }

        found.Id ??= id;
        return found;
    }
}
