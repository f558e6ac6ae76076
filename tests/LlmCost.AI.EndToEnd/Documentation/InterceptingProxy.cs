using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>
/// A proxy on a loopback port that impersonates an HTTPS host and forwards the requests for this host to a server without TLS.
/// </summary>
/// <remarks>A program that calls a provider's real address can use the proxy unchanged.</remarks>
internal sealed class InterceptingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Uri _server;
    private readonly Task _accepting;

    private InterceptingProxy(Uri server, X509Certificate2 certificate)
    {
        (_server, _certificate) = (server, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the value for <c>HTTPS_PROXY</c>.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Starts a proxy on a free port.</summary>
    /// <param name="server">The server that receives the requests.</param>
    /// <param name="authority">The authority that the client trusts.</param>
    /// <param name="host">The host that the proxy impersonates.</param>
    public static InterceptingProxy Start(Uri server, Authority authority, string host)
    {
        authority.Issue("intercepted", host);
        return new InterceptingProxy(
            server, X509Certificate2.CreateFromPemFile(authority.PathOf("intercepted.crt"), authority.PathOf("intercepted.key")));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var _ = client;
        await ReadConnectAsync(client.GetStream());
        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);

        await using var outside = new SslStream(client.GetStream());
        var options = new SslServerAuthenticationOptions { ServerCertificate = _certificate };
        await outside.AuthenticateAsServerAsync(options, _stop.Token);

        using var server = new TcpClient();
        await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
        var inside = server.GetStream();
        await Task.WhenAny(outside.CopyToAsync(inside, _stop.Token), inside.CopyToAsync(outside, _stop.Token));
    }

    private async Task ReadConnectAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var next = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next, _stop.Token);
            request.Append((char)next[0]);
        }
    }
}
