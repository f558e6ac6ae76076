using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmCost.AI.Tests;

/// <summary>A web server on a loopback port that serves a price list and simulates faults.</summary>
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

    /// <summary>Gets or sets the served content, which also determines the ETag.</summary>
    public string Content { get; set; } = "";

    /// <summary>Gets or sets the signature, served at the same path with <c>.sig</c> appended.</summary>
    public byte[]? Signature { get; set; }

    /// <summary>Gets or sets a handler that responds to requests instead of the server.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public int Requests => _requests;

    /// <summary>Gets the number of responses whose body contained the list.</summary>
    public int Bodies => _bodies;

    public static Task<FeedServer> StartAsync() => StartAsync(certificate: null);

    /// <summary>Starts a server with a self-signed certificate.</summary>
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

    /// <summary>
    /// Returns a list in the library's native format with the given input prices of OpenAI models. Output costs 2 USD per million
    /// tokens.
    /// </summary>
    public static string List(params (string Model, decimal Input)[] models) =>
        $$"""
        {"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{
        {{string.Join(',', models.Select(model => FormattableString.Invariant($$"""
        "{{model.Model}}":{"prices":[{"price":{"input":{{model.Input}},"output":2} }] }
        """)))}}
        } }
        """;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Sends a small compressed body that decompresses to far more than the limit.</summary>
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
