namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>An OpenTelemetry Collector with the repository's configuration, on free ports.</summary>
internal sealed class RealCollector : IAsyncDisposable
{
    private readonly Func<RealProcess> _start;
    private RealProcess _process;

    private RealCollector(string[] configs, string scheme, (string Name, string Value)[] environment)
    {
        var ports = FreePort.Find(2);

        Grpc = new Uri($"{scheme}://127.0.0.1:{ports[0]}/");
        Http = new Uri($"{scheme}://127.0.0.1:{ports[1]}/");
        _start = () => RealProcess.Start(
            Programs.Find("otelcol"),
            configs.Select(config => $"--config={Repository.File(config)}"),
            [("OTLP_GRPC_ENDPOINT", Grpc.Authority), ("OTLP_HTTP_ENDPOINT", Http.Authority), .. environment]);
        _process = _start();
    }

    /// <summary>Gets the address for OTLP over gRPC.</summary>
    public Uri Grpc { get; }

    /// <summary>Gets the address for OTLP over HTTP, without the path of the signal.</summary>
    public Uri Http { get; }

    /// <summary>Gets the whole output of the Collector.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a Collector and waits until it is ready.</summary>
    /// <param name="prometheus">The destination of the metrics.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static Task<RealCollector> StartAsync(Uri prometheus, CancellationToken cancellationToken) => StartAsync(
        ["otel/collector.yaml"], Uri.UriSchemeHttp, [("PROMETHEUS_OTLP_ENDPOINT", OtlpEndpoint(prometheus))], cancellationToken);

    /// <summary>
    /// Starts a Collector with configuration files other than <c>otel/collector.yaml</c>, and waits until it is ready.
    /// </summary>
    /// <param name="configs">Files of the repository. Each file overrides the previous files.</param>
    /// <param name="scheme">The scheme of the receivers: <c>http</c> or <c>https</c>.</param>
    /// <param name="environment">The other environment variables of these files.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<RealCollector> StartAsync(
        string[] configs, string scheme, (string Name, string Value)[] environment, CancellationToken cancellationToken)
    {
        var collector = new RealCollector(configs, scheme, environment);

        try
        {
            await collector.WaitAsync(cancellationToken);
            return collector;
        }
        catch
        {
            await collector.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns Prometheus' OTLP address, without the path of the signal.</summary>
    public static string OtlpEndpoint(Uri prometheus) => new Uri(prometheus, "api/v1/otlp").ToString();

    /// <summary>Kills the Collector without warning (SIGKILL). Its queue is lost.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Restarts the Collector on the same ports, after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _process.DisposeAsync();
        _process = _start();
        await WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private Task WaitAsync(CancellationToken cancellationToken) =>
        _process.WaitUntilAsync(_ => Task.FromResult(IsReady), cancellationToken);

    // The health check of the core distribution cannot be built here. All receivers are listening when this message is logged.
    private bool IsReady => Output.Contains("Everything is ready.", StringComparison.Ordinal);
}
