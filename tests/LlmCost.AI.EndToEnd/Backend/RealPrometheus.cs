using System.Globalization;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A Prometheus of the tests' own, on a free port, with an empty store or with one that is there already.</summary>
internal sealed class RealPrometheus : IAsyncDisposable
{
    /// <summary>It reads again what it has not yet put into blocks: an hour of it, on a busy machine, takes more than a minute.</summary>
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
                // What a test puts there stays as it is: neither too old to keep nor worth the work to compact.
                "--storage.tsdb.retention.time=100y",
                "--no-storage.tsdb.allow-overlapping-compaction",
                "--web.enable-otlp-receiver",
                "--enable-feature=exemplar-storage",
                .. flags,
            ]);
        _process = _start();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Asks it.</summary>
    public PrometheusApi Api { get; }

    /// <summary>All that it has printed.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a Prometheus and waits until it is ready.</summary>
    /// <param name="configFile">Its configuration.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="store">A folder with blocks, which outlives this Prometheus; without one it begins empty and leaves nothing.</param>
    /// <param name="tlsClient">Trusts its certificate and logs in, where the flags ask for that; else nothing.</param>
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

    /// <summary>Ends it without a warning.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts it anew on the same port and store, after <see cref="KillAsync"/>.</summary>
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
