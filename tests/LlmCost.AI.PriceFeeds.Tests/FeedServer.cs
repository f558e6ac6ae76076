using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>A web server on loopback that has a price list, and behaves as a test wants.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;
    private int _bodies;

    private FeedServer(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(new Uri(_app.Urls.Single()), "prices.json");

    /// <summary>What is served; its ETag follows from it.</summary>
    public string Content { get; set; } = "";

    /// <summary>What is served beside it, with <c>.sig</c> behind its path.</summary>
    public byte[]? Signature { get; set; }

    /// <summary>What is done instead of serving the content.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public int Requests => _requests;

    /// <summary>How many answers had the list in them.</summary>
    public int Bodies => _bodies;

    public static Task<FeedServer> StartAsync() => StartAsync(certificate: null);

    /// <summary>Starts a server that proves who it is by a certificate of its own making.</summary>
    public static Task<FeedServer> StartUntrustedAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return StartAsync(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));
    }

    private static async Task<FeedServer> StartAsync(X509Certificate2? certificate)
    {
        var server = new FeedServer(certificate);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A list in our own format with models of OpenAI and their input prices; output costs 2 USD.</summary>
    public static string List(params (string Model, decimal Input)[] models) =>
        $$"""
        {"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{
        {{string.Join(',', models.Select(model => FormattableString.Invariant($$"""
        "{{model.Model}}":{"prices":[{"price":{"input":{{model.Input}},"output":2} }] }
        """)))}}
        } }
        """;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Sends far more than a list has, in a small body.</summary>
    public static async Task BombAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        var blanks = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
        for (var i = 0; i < 64; i++)
        {
            await gzip.WriteAsync(blanks, context.RequestAborted);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (context.Request.Path == "/prices.json.sig")
        {
            context.Response.StatusCode = Signature is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            await context.Response.BodyWriter.WriteAsync(Signature, context.RequestAborted);
            return;
        }

        if (Instead is { } instead && context.Request.Path != "/moved.json")
        {
            await instead(context);
            return;
        }

        var etag = $"\"{Content.GetHashCode(StringComparison.Ordinal):x}\"";
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        Interlocked.Increment(ref _bodies);
        context.Response.Headers.ETag = etag;
        await context.Response.WriteAsync(Content, context.RequestAborted);
    }
}
