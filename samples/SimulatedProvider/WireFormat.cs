using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SimulatedProvider;

/// <summary>
/// Implements the request and response formats of one HTTP API. Implementations use no clock, network or ledger.
/// </summary>
internal abstract class WireFormat
{
    /// <summary>Gets the provider name of the OpenTelemetry conventions.</summary>
    public abstract string Provider { get; }

    /// <summary>Gets the route of the API, relative to the address of the server.</summary>
    public abstract string Route { get; }

    /// <summary>Gets the content type of a streamed response.</summary>
    public virtual string StreamContentType => "text/event-stream";

    /// <summary>Reads a request.</summary>
    public abstract WireRequest Read(JsonElement body, HttpContext context);

    /// <summary>Returns the body of a non-streaming response.</summary>
    public abstract object Body(Answer answer);

    /// <summary>
    /// Returns the events of a streamed response in order. The event with the usage follows the last text event.
    /// </summary>
    public abstract IEnumerable<StreamPart> Stream(Answer answer);

    /// <summary>Returns the body of a response with status 429.</summary>
    public abstract object RateLimitError();

    /// <summary>Returns the event that reports a failure within a stream, or null if the connection is reset instead.</summary>
    public virtual StreamPart? MidStreamError() => null;

    /// <summary>Returns an event in the format in which it is sent over the network.</summary>
    public virtual string Frame(StreamPart part)
    {
        var data = part.Data as string ?? JsonSerializer.Serialize(part.Data);
        return part.Event is null ? $"data: {data}\n\n" : $"event: {part.Event}\ndata: {data}\n\n";
    }

    /// <summary>
    /// Returns the text of all messages in a list. The content of a message is either a string or a list of text parts.
    /// </summary>
    protected static string Text(JsonElement messages) => string.Join('\n', messages.EnumerateArray().Select(message =>
        message.TryGetProperty("content", out var content) ? ContentText(content) : ""));

    /// <summary>Returns the text of a message's content, which is either a string or a list of text parts.</summary>
    protected static string ContentText(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(part =>
            part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };

    /// <summary>Returns a numeric property of the request, or null if it is missing.</summary>
    protected static long? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    /// <summary>Returns a Boolean property of the request, or false if it is missing.</summary>
    protected static bool Flag(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
