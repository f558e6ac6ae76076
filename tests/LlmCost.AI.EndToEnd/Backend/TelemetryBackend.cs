using LlmCost.AI.EndToEnd.Backend;
using SimulatedProvider;

[assembly: AssemblyFixture(typeof(TelemetryBackend))]

// The meter looks at the whole process to tell whether somebody else emits the standard metrics.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>One Collector and one Prometheus for all tests, run with the very files that users get.</summary>
/// <remarks>A test tells its series from those of others by a service name of its own, which is the label <c>job</c>.</remarks>
public sealed class TelemetryBackend : IAsyncLifetime
{
    private RealPrometheus? _prometheus;
    private RealCollector? _collector;

    internal RealCollector Collector => _collector!;

    internal PrometheusApi Prometheus => _prometheus!.Api;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        HttpClient.DefaultProxy = new LoopbackBypass(HttpClient.DefaultProxy);
        _prometheus = await RealPrometheus.StartAsync(Repository.File("otel/prometheus.yaml"), CancellationToken.None);
        _collector = await RealCollector.StartAsync(_prometheus.Address, CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }

        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }
    }
}
