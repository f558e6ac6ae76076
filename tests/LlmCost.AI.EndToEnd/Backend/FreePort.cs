using System.Net;
using System.Net.Sockets;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>Finds free ports of the loopback interface.</summary>
internal static class FreePort
{
    /// <summary>Finds the given number of distinct free ports.</summary>
    public static int[] Find(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, port: 0)).ToList();

        try
        {
            sockets.ForEach(socket => socket.Start());
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndpoint).Port)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
