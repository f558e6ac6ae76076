using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>A provider on a loopback port that responds to every request with the same recorded body.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WireServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts a server that returns the body of a file in <c>Wire/Bodies</c>.</summary>
    public static Task<WireServer> StartAsync(string file) => StartAsync(async context =>
    {
        context.Response.ContentType = Path.GetExtension(file) switch
        {
            ".sse" => "text/event-stream",
            ".ndjson" => "application/x-ndjson",
            _ => "application/json",
        };
        await context.Response.SendFileAsync(BodyPath(file));
    });

    /// <summary>Starts a server whose responses are written by a delegate of the test.</summary>
    public static async Task<WireServer> StartAsync(RequestDelegate respond)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(respond);
        await app.StartAsync();
        return new WireServer(app);
    }

    public static string BodyPath(string file) => Path.Combine(AppContext.BaseDirectory, "Wire", "Bodies", file);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
