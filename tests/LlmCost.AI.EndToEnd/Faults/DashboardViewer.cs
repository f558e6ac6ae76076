using System.Text;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>An open page of the dashboard, which reads its stream until the app stops.</summary>
internal sealed class DashboardViewer
{
    /// <summary>Opens the stream.</summary>
    /// <param name="port">The port of the dashboard.</param>
    public DashboardViewer(int port) => Reading = ReadAsync(port);

    /// <summary>Gets the number of ticks and of bytes in the stream. Completes when the stream ends.</summary>
    public Task<(long Ticks, long Bytes)> Reading { get; }

    private static async Task<(long Ticks, long Bytes)> ReadAsync(int port)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        await using var stream = await http.GetStreamAsync(new Uri($"http://localhost:{port}/api/stream"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (ticks, bytes) = (0L, 0L);
        while (await reader.ReadLineAsync() is { } line)
        {
            ticks += line is "event: tick" ? 1 : 0;
            bytes += Encoding.UTF8.GetByteCount(line) + 1;
        }

        return (ticks, bytes);
    }
}
