using LlmCost.AI.Tests;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.EndToEnd.Secrets;

/// <summary>Receives an app's OTLP exports (metrics, logs and spans) and keeps the raw bytes.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly MemoryStream _received = new();
    private WireServer? _server;

    public Uri Address => _server!.Address;

    /// <summary>Gets all received bytes.</summary>
    public byte[] Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToArray();
            }
        }
    }

    public static async Task<OtlpSink> StartAsync()
    {
        var sink = new OtlpSink();
        sink._server = await WireServer.StartAsync(sink.ReceiveAsync);
        return sink;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        lock (_received)
        {
            body.WriteTo(_received);
        }

        context.Response.ContentType = "application/x-protobuf";
    }
}
