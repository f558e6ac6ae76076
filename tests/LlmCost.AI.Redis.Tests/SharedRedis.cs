using StackExchange.Redis;

namespace LlmCost.AI.Redis.Tests;

/// <summary>A server that many tests share. Each test uses its own group.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private static int s_groups;
    private RedisServer? _server;

    internal RedisServer Server => _server!;

    /// <summary>Gets the connection of the tests.</summary>
    public IConnectionMultiplexer Connection { get; private set; } = null!;

    /// <summary>Returns options with a group that no other test uses.</summary>
    public static BudgetStoreOptions NewGroup() => new()
    {
        Group = $"test-{Interlocked.Increment(ref s_groups)}",
        Timeout = TimeSpan.FromSeconds(10),
    };

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        Connection = await _server.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Server.DisposeAsync();
    }
}
