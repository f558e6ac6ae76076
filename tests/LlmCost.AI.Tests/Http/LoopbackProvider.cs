using System.Net;
using System.Net.Sockets;

namespace LlmCost.AI.Tests;

/// <summary>Creates HTTP clients that connect to a loopback server, regardless of the host in the address.</summary>
internal static class LoopbackProvider
{
    /// <summary>Creates a network handler that sends all requests to a server.</summary>
    public static SocketsHttpHandler Network(WireServer server) => new()
    {
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    /// <summary>Creates a client with the metering handler.</summary>
    public static HttpClient Client(TestMeter meter, WireServer server) =>
        new(new CostMeteringHandler(meter.Meter) { InnerHandler = Network(server) });
}
