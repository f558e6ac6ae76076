using System.Globalization;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>An Alertmanager for one test, on a free port.</summary>
internal sealed class RealAlertmanager : IAsyncDisposable
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("llmcost-alertmanager-");
    private readonly RealProcess _process;

    private RealAlertmanager(string configFile)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Find(1)[0].ToString(CultureInfo.InvariantCulture)}/");
        _process = Start(
            Programs.Find("alertmanager"),
            [
                $"--config.file={configFile}",
                $"--storage.path={_store.FullName}",
                $"--web.listen-address={Address.Authority}",
                "--cluster.listen-address=",
            ]);
    }

    /// <summary>Gets the address of the Alertmanager.</summary>
    public Uri Address { get; }

    /// <summary>Starts an Alertmanager and waits until it is ready.</summary>
    public static async Task<RealAlertmanager> StartAsync(string configFile, CancellationToken cancellationToken)
    {
        var alertmanager = new RealAlertmanager(configFile);
        try
        {
            await alertmanager._process.WaitUntilAsync(alertmanager.IsReadyAsync, cancellationToken);
            return alertmanager;
        }
        catch
        {
            await alertmanager.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _store.Delete(recursive: true);
    }

    /// <summary>
    /// Starts the program. Debian's build reads its templates from <c>/usr/share</c>. If they are not installed there, the folder
    /// is mounted for this process only.
    /// </summary>
    private static RealProcess Start(string program, string[] arguments)
    {
        var share = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(program)!, "..", "share", "prometheus"));
        if (!Directory.Exists(share) || Directory.Exists("/usr/share/prometheus/alertmanager"))
        {
            return RealProcess.Start(program, arguments);
        }

        const string Script = "mount -t tmpfs tmpfs /usr/share && cp -r \"$0\" /usr/share/ && exec \"$@\"";
        return RealProcess.Start(
            "unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", Script, share, program, .. arguments]);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(Address, "-/ready"), cancellationToken);
        return response.IsSuccessStatusCode;
    }
}
