using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// A server on a loopback port that streams the same server-sent events to every request, one event at a time. It provides both
/// HTTPS, which providers require, and HTTP, which only local servers use.
/// </summary>
internal sealed class StreamServer : IDisposable
{
    private static readonly byte[] s_head = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    private readonly byte[][] _chunks;
    private readonly X509Certificate2? _certificate;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public StreamServer(IEnumerable<byte[]> body, bool isEncrypted)
    {
        _chunks = [.. body.Select(Chunk), "0\r\n\r\n"u8.ToArray()];
        _certificate = isEncrypted ? CreateCertificate() : null;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Creates a handler that connects to this server, regardless of the host of the request.</summary>
    public SocketsHttpHandler Connect() => new()
    {
        ConnectCallback = (_, _) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(_listener.LocalEndpoint);
            return ValueTask.FromResult<Stream>(new NetworkStream(socket, ownsSocket: true));
        },
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is X509Certificate2 { Thumbprint: var thumbprint } && thumbprint == _certificate!.Thumbprint,
        },
    };

    public void Dispose()
    {
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Expected when the listener is disposed.
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var request = new byte[4_096];
            try
            {
                using var stream = Open(client.GetStream());

                // The requests of the benchmark arrive in one or two reads and end with their JSON body.
                var (length, read) = (0, 0);
                while ((read = stream.Read(request.AsSpan(length))) > 0)
                {
                    length += read;
                    if (!request.AsSpan(0, length).EndsWith("]}"u8))
                    {
                        continue;
                    }

                    length = 0;
                    stream.Write(s_head);
                    foreach (var chunk in _chunks)
                    {
                        stream.Write(chunk);
                    }
                }
            }
            catch (IOException)
            {
                // Expected when the client is disposed.
            }
        }
    }

    private Stream Open(NetworkStream connection)
    {
        if (_certificate is null)
        {
            return connection;
        }

        var encrypted = new SslStream(connection);
        encrypted.AuthenticateAsServer(_certificate);
        return encrypted;
    }

    private static byte[] Chunk(byte[] part) =>
        [.. Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"), .. part, .. "\r\n"u8];
}
