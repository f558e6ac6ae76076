using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A web server on a loopback port that receives the notifications of Alertmanager.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonElement> _notices = new();

    private Webhook()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>Gets the address of the server.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Gets the notifications received so far.</summary>
    public IReadOnlyCollection<JsonElement> Notices => _notices;

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<Webhook> StartAsync(CancellationToken cancellationToken)
    {
        var webhook = new Webhook();
        await webhook._app.StartAsync(cancellationToken);
        return webhook;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var notice = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        _notices.Enqueue(notice.RootElement.Clone());
    }
}
