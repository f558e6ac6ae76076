using LlmCost.AI.EndToEnd.Backend;
using SimulatedProvider;

[assembly: AssemblyFixture(typeof(TelemetryBackend))]

// The meter detects other emitters of the standard metrics in the whole process, so the tests run one at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>One Collector and one Prometheus for all tests, with the configuration files of the repository.</summary>
/// <remarks>Each test has its own service name, which becomes the label <c>job</c> of its series.</remarks>
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
