using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// A server on loopback that streams the same 100 KB of server-sent events to every request, one event at a time.
/// </summary>
internal sealed class StreamServer : IDisposable
{
    private const int Events = 390;

    private static readonly byte[] s_head = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    private static readonly byte[] s_event = Encoding.UTF8.GetBytes(
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000"""
        + ""","model":"gpt-5.1-2025-11-13","service_tier":"default","system_fingerprint":"fp_abc","choices":"""
        + """[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"usage":null}"""
        + "\n\n");

    private static readonly byte[] s_end = Encoding.UTF8.GetBytes(
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1764000000"""
        + ""","model":"gpt-5.1-2025-11-13","service_tier":"default","choices":[],"usage":"""
        + """{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920}"""
        + ""","completion_tokens_details":{"reasoning_tokens":192}}}"""
        + "\n\ndata: [DONE]\n\n");

    /// <summary>Gets the parts of the body: one for each event.</summary>
    public static IReadOnlyList<byte[]> Parts { get; } = [.. Enumerable.Repeat(s_event, Events), s_end];

    private static readonly byte[][] s_chunks = [.. Parts.Select(Chunk), "0\r\n\r\n"u8.ToArray()];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public StreamServer()
    {
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Creates a handler that connects to this server, whatever host is called.</summary>
    public SocketsHttpHandler Connect() => new()
    {
        ConnectCallback = (_, _) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(_listener.LocalEndpoint);
            return ValueTask.FromResult<Stream>(new NetworkStream(socket, ownsSocket: true));
        },
    };

    public void Dispose() => _listener.Dispose();

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
            // The listener is disposed.
        }
    }

    private static void Serve(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var request = new byte[4_096];
            try
            {
                // A request of the benchmark arrives in one or two pieces, and ends with its JSON.
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
                    foreach (var chunk in s_chunks)
                    {
                        stream.Write(chunk);
                    }
                }
            }
            catch (IOException)
            {
                // The client is disposed.
            }
        }
    }

    private static byte[] Chunk(byte[] part) =>
        [.. Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"), .. part, .. "\r\n"u8];
}
