using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>How one provider's HTTP API looks: the mapping alone, without clock, network or books.</summary>
internal abstract class WireFormat
{
    /// <summary>OpenTelemetry's name of the provider.</summary>
    public abstract string Provider { get; }

    /// <summary>The route of the API, below the server's address.</summary>
    public abstract string Route { get; }

    /// <summary>The content type of a streamed answer.</summary>
    public virtual string StreamContentType => "text/event-stream";

    /// <summary>Reads a request.</summary>
    public abstract WireRequest Read(JsonElement body, HttpContext context);

    /// <summary>The body of an answer in one piece.</summary>
    public abstract object Body(Answer answer);

    /// <summary>The events of a streamed answer, in order: the final usage comes after the last text.</summary>
    public abstract IEnumerable<StreamPart> Stream(Answer answer);

    /// <summary>The body of status 429.</summary>
    public abstract object RateLimitError();

    /// <summary>The event that tells of a failure within a stream; without one the connection is reset.</summary>
    public virtual StreamPart? MidStreamError() => null;

    /// <summary>An event as it goes over the wire.</summary>
    public virtual string Frame(StreamPart part)
    {
        var data = part.Data as string ?? JsonSerializer.Serialize(part.Data);
        return part.Event is null ? $"data: {data}\n\n" : $"event: {part.Event}\ndata: {data}\n\n";
    }

    /// <summary>All text of a list of messages, whose content is either a string or a list of parts with a text each.</summary>
    protected static string Text(JsonElement messages) => string.Join('\n', messages.EnumerateArray().Select(message =>
        message.TryGetProperty("content", out var content) ? ContentText(content) : ""));

    /// <summary>The text of a content, which is either a string or a list of parts with a text each.</summary>
    protected static string ContentText(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(part =>
            part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };

    /// <summary>A number of the request, or null where it has none.</summary>
    protected static long? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    /// <summary>A flag of the request, or false where it has none.</summary>
    protected static bool Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
