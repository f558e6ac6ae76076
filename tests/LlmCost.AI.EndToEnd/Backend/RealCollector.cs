using System.Text;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>An OpenTelemetry Collector with the repository's own configuration, on free ports.</summary>
internal sealed class RealCollector : IAsyncDisposable
{
    private readonly RealProcess _process;

    private RealCollector(Uri prometheus)
    {
        var ports = FreePort.Find(2);

        Grpc = new Uri($"http://127.0.0.1:{ports[0]}/");
        Http = new Uri($"http://127.0.0.1:{ports[1]}/");
        _process = RealProcess.Start(
            Programs.Find("otelcol"),
            ["--config", Repository.File("otel/collector.yaml")],
            ("OTLP_GRPC_ENDPOINT", Grpc.Authority),
            ("OTLP_HTTP_ENDPOINT", Http.Authority),
            ("PROMETHEUS_OTLP_ENDPOINT", new Uri(prometheus, "api/v1/otlp").ToString()));
    }

    /// <summary>Where it takes OTLP over gRPC.</summary>
    public Uri Grpc { get; }

    /// <summary>Where it takes OTLP over HTTP, less the path of the signal.</summary>
    public Uri Http { get; }

    /// <summary>All that it has printed.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a Collector and waits until it is ready.</summary>
    /// <param name="prometheus">Where it sends the metrics.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<RealCollector> StartAsync(Uri prometheus, CancellationToken cancellationToken)
    {
        var collector = new RealCollector(prometheus);

        try
        {
            await collector._process.WaitUntilAsync(collector.AcceptsMetricsAsync, cancellationToken);
            return collector;
        }
        catch
        {
            await collector.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // The gRPC server starts before the HTTP server. The core distribution has no health check of its own.
    private async Task<bool> AcceptsMetricsAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(Http, "v1/metrics"), nothing, cancellationToken);
        return response.IsSuccessStatusCode;
    }
}
