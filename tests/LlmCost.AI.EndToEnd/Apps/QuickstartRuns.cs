using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Apps;

/// <summary>Runs the same workload, without failures, over each protocol.</summary>
public sealed class QuickstartRuns(TelemetryBackend backend) : IAsyncLifetime
{
    /// <summary>The number of calls of each run.</summary>
    public const int Calls = 240;

    private readonly Dictionary<string, QuickstartRun> _runs = [];

    internal QuickstartRun this[string protocol] => _runs[protocol];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (var (protocol, job) in new[] { ("grpc", "quickstart-grpc"), ("http/protobuf", "quickstart-http") })
        {
            _runs[protocol] = await QuickstartRun.RunAsync(
                job, protocol, Calls, errorPercent: 0, backend, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
