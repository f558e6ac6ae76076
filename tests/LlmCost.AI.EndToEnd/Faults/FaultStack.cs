using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Redis.Tests;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>
/// A Prometheus, a Collector, a network path and optionally a Redis server for one load app. Tests can cause faults in each of
/// them.
/// </summary>
internal sealed class FaultStack : IAsyncDisposable
{
    private RedisServer? _redis;
    private Network? _redisNetwork;

    private FaultStack(RealPrometheus prometheus, RealCollector collector)
    {
        Prometheus = prometheus;
        Collector = collector;
        Network = Network.To(collector.Grpc);
    }

    public RealPrometheus Prometheus { get; }

    public RealCollector Collector { get; }

    public Network Network { get; }

    /// <summary>Gets the Redis server of the budgets, if the app has budgets.</summary>
    public RedisServer Redis => _redis!;

    /// <summary>Gets the network path to <see cref="Redis"/>.</summary>
    public Network RedisNetwork => _redisNetwork!;

    /// <summary>Gets a folder for the files of the app.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("llmcost-faults-");

    /// <summary>Starts the stack with the configuration files of the repository.</summary>
    public static async Task<FaultStack> StartAsync(CancellationToken cancellationToken)
    {
        var prometheus = await RealPrometheus.StartAsync(Repository.File("otel/prometheus.yaml"), cancellationToken);
        try
        {
            return new FaultStack(prometheus, await RealCollector.StartAsync(prometheus.Address, cancellationToken));
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stack with a Redis server that keeps its data when it is killed.</summary>
    public static async Task<FaultStack> StartWithRedisAsync(CancellationToken cancellationToken)
    {
        var stack = await StartAsync(cancellationToken);
        try
        {
            stack._redis = await RedisServer.StartAsync("--appendonly", "yes");
            stack._redisNetwork = Network.To(new Uri($"redis://{stack.Redis.Address}"));
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_redisNetwork is not null)
        {
            await _redisNetwork.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        await Network.DisposeAsync();
        await Collector.DisposeAsync();
        await Prometheus.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
