using System.Globalization;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A Prometheus of the tests' own, on a free port and with an empty store.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo _store;
    private readonly RealProcess _process;

    private RealPrometheus(string configFile)
    {
        var port = FreePort.Find(1)[0].ToString(CultureInfo.InvariantCulture);

        Address = new Uri($"http://127.0.0.1:{port}/");
        Api = new PrometheusApi(Address);
        _store = Directory.CreateTempSubdirectory("llmcost-prometheus-");
        _process = RealProcess.Start(
            Programs.Find("prometheus"),
            [
                $"--config.file={configFile}",
                $"--web.listen-address=127.0.0.1:{port}",
                $"--storage.tsdb.path={_store.FullName}",
                "--web.enable-otlp-receiver",
                "--enable-feature=exemplar-storage",
            ]);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Asks it.</summary>
    public PrometheusApi Api { get; }

    /// <summary>All that it has printed.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a Prometheus and waits until it is ready.</summary>
    public static async Task<RealPrometheus> StartAsync(string configFile, CancellationToken cancellationToken)
    {
        var prometheus = new RealPrometheus(configFile);

        try
        {
            await prometheus._process.WaitUntilAsync(prometheus.Api.IsReadyAsync, cancellationToken);
            return prometheus;
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
        await _process.DisposeAsync();
        Api.Dispose();
        _store.Delete(recursive: true);
    }
}
