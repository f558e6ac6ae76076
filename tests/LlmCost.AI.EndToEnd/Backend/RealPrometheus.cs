using System.Globalization;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A Prometheus for the tests, on a free port, with an empty or an existing store.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    /// <summary>
    /// The time limit for a restart, which replays the write-ahead log. Replaying an hour of data takes more than a minute on a
    /// busy machine.
    /// </summary>
    private static readonly TimeSpan ReplayDeadline = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _store;
    private readonly bool _ownsStore;
    private readonly Func<RealProcess> _start;
    private RealProcess _process;

    private RealPrometheus(string configFile, DirectoryInfo? store, HttpClient? tlsClient, string[] flags)
    {
        var port = FreePort.Find(1)[0].ToString(CultureInfo.InvariantCulture);

        Address = new Uri($"{(tlsClient is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://127.0.0.1:{port}/");
        var http = tlsClient ?? new HttpClient();
        http.BaseAddress = Address;
        Api = new PrometheusApi(http);
        _ownsStore = store is null;
        _store = store ?? Directory.CreateTempSubdirectory("llmcost-prometheus-");
        _start = () => RealProcess.Start(
            Programs.Find("prometheus"),
            [
                $"--config.file={configFile}",
                $"--web.listen-address=127.0.0.1:{port}",
                $"--storage.tsdb.path={_store.FullName}",
                // Prometheus must neither delete nor compact the test data, so that the data does not change.
                "--storage.tsdb.retention.time=100y",
                "--no-storage.tsdb.allow-overlapping-compaction",
                "--web.enable-otlp-receiver",
                "--enable-feature=exemplar-storage",
                .. flags,
            ]);
        _process = _start();
    }

    /// <summary>Gets the address of Prometheus.</summary>
    public Uri Address { get; }

    /// <summary>Gets the API for queries.</summary>
    public PrometheusApi Api { get; }

    /// <summary>Gets the whole output of Prometheus.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a Prometheus and waits until it is ready.</summary>
    /// <param name="configFile">The configuration file.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="store">
    /// A folder with blocks, which is kept afterwards. Without a folder, the store starts empty and is deleted at the end.
    /// </param>
    /// <param name="tlsClient">If the flags enable TLS and a login, a client that trusts the certificate and logs in.</param>
    /// <param name="flags">Further flags.</param>
    public static async Task<RealPrometheus> StartAsync(
        string configFile, CancellationToken cancellationToken, DirectoryInfo? store = null, HttpClient? tlsClient = null,
        params string[] flags)
    {
        var prometheus = new RealPrometheus(configFile, store, tlsClient, flags);

        try
        {
            await prometheus.WaitAsync(cancellationToken);
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills Prometheus without warning (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Restarts Prometheus on the same port and store, after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _process.DisposeAsync();
        _process = _start();
        await WaitAsync(cancellationToken, ReplayDeadline);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Api.Dispose();
        if (_ownsStore)
        {
            _store.Delete(recursive: true);
        }
    }

    private Task WaitAsync(CancellationToken cancellationToken, TimeSpan? deadline = null) =>
        _process.WaitUntilAsync(Api.IsReadyAsync, cancellationToken, deadline);
}
