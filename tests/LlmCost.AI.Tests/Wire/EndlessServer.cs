using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>A provider on a loopback port that streams until the client closes the connection.</summary>
internal sealed class EndlessServer : IAsyncDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WireServer? _server;

    private EndlessServer()
    {
    }

    public Uri Address => _server!.Address;

    /// <summary>Gets a task that completes when the client has closed the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Starts a server that streams the beginning once and then repeats the update endlessly.</summary>
    public static async Task<EndlessServer> StartAsync(string beginning, string update)
    {
        var server = new EndlessServer();
        server._server = await WireServer.StartAsync(async context =>
        {
            var closed = context.RequestAborted;
            using var registration = closed.Register(() => server._closed.TrySetResult());
            context.Response.ContentType = "text/event-stream";
            try
            {
                await context.Response.WriteAsync(beginning, closed);
                while (true)
                {
                    await context.Response.WriteAsync(update, closed);
                }
            }
            catch (OperationCanceledException)
            {
                // The client has closed the connection.
            }
        });
        return server;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
