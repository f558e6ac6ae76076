using System.Globalization;
using Garnet;
using LlmCost.AI.EndToEnd.Backend;
using StackExchange.Redis;

namespace LlmCost.AI.Redis.Tests;

/// <summary>A Garnet server in this process, with Lua enabled.</summary>
public sealed class SharedGarnet : IAsyncLifetime
{
    private GarnetServer? _server;

    /// <summary>Gets the connection of the tests.</summary>
    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Find(1)[0].ToString(CultureInfo.InvariantCulture);

        // Without transactions, Garnet runs scripts of several clients concurrently.
        _server = new GarnetServer(
        [
            "--port", port, "--bind", "127.0.0.1", "--lua", "true", "--lua-transaction-mode", "true", "--memory", "64m",
            "--index", "16m",
        ]);
        _server.Start();
        Connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _server?.Dispose();
    }
}
