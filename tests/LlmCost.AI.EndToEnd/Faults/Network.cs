using System.Net;
using System.Net.Sockets;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The network path from the app to its Collector, which can be slowed down or silenced.</summary>
internal sealed class Network : IAsyncDisposable
{
    private const int BufferSize = 4_096;

    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private CancellationTokenSource _connections = new();

    private Network(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the server's address through this path.</summary>
    public Uri Address { get; }

    /// <summary>Gets the delay per 4 KB of data in each direction.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>Opens a path to a server.</summary>
    public static Network To(Uri server) => new(server);

    /// <summary>Makes new connections forward all data immediately.</summary>
    public void Heal() => Become(TimeSpan.Zero);

    /// <summary>Makes new connections delay data.</summary>
    public void SlowDown(TimeSpan delay) => Become(delay);

    /// <summary>Makes the path accept new connections without ever responding.</summary>
    public void Silence() => Become(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _connections.Cancel();
        _listener.Stop();
        await _accepting;
        _connections.Dispose();
        _end.Dispose();
    }

    private void Become(TimeSpan delay)
    {
        Delay = delay;
        Interlocked.Exchange(ref _connections, new CancellationTokenSource()).Cancel();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), _connections.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken broken)
    {
        using var app = client;
        using var server = new TcpClient();
        try
        {
            if (Delay == Timeout.InfiniteTimeSpan)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, broken);
            }

            await server.ConnectAsync(_server.Host, _server.Port, broken);
            await Task.WhenAny(
                PassAsync(app.GetStream(), server.GetStream(), broken), PassAsync(server.GetStream(), app.GetStream(), broken));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // One side has closed its connection, or the path has changed. Both connections end.
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken broken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            for (var read = 1; read > 0;)
            {
                read = await from.ReadAsync(buffer, broken);
                await Task.Delay(Delay, broken);
                await to.WriteAsync(buffer.AsMemory(0, read), broken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // As above.
        }
    }
}
