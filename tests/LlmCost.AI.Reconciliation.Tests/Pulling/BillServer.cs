using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace LlmCost.AI.Reconciliation.Tests.Pulling;

/// <summary>A provider on a loopback port that responds with bodies in the documented format.</summary>
internal sealed class BillServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<HttpContext, Task> _answer;
    private readonly ConcurrentQueue<BillRequest> _requests = [];

    private BillServer(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _answer = answer;
    }

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<BillRequest> Requests => [.. _requests];

    /// <summary>Starts a server that returns a body for a path, and status 404 for all other paths.</summary>
    public static Task<BillServer> StartAsync(string path, string body) =>
        StartAsync(new Dictionary<string, string> { [path] = body });

    /// <summary>Starts a server that returns a body for each path. Paths can include the query parameter <c>page</c>.</summary>
    public static Task<BillServer> StartAsync(IReadOnlyDictionary<string, string> bodies) => StartAsync(async context =>
    {
        var page = context.Request.Query["page"];
        var key = page.Count is 0 ? context.Request.Path.Value! : $"{context.Request.Path}?page={page}";
        if (bodies.TryGetValue(key, out var body))
        {
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    });

    public static async Task<BillServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var server = new BillServer(answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Writes a response with a status and a body.</summary>
    public static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _requests.Enqueue(new BillRequest(
            context.Request.GetEncodedPathAndQuery(),
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body));
        await _answer(context);
    }
}
