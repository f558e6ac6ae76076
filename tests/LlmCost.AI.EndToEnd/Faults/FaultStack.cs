using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>A Prometheus, a Collector and a network path for one load app, so that they can be broken.</summary>
internal sealed class FaultStack : IAsyncDisposable
{
    private FaultStack(RealPrometheus prometheus, RealCollector collector)
    {
        Prometheus = prometheus;
        Collector = collector;
        Network = Network.To(collector.Grpc);
    }

    public RealPrometheus Prometheus { get; }

    public RealCollector Collector { get; }

    public Network Network { get; }

    /// <summary>Gets a folder for the files of the app.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("llmcost-faults-");

    /// <summary>Starts the stack with the same files that users get.</summary>
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        await Collector.DisposeAsync();
        await Prometheus.DisposeAsync();
        Folder.Delete(recursive: true);
    }
}
