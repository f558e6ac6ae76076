using System.Reflection;
using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The load app as a separate process, so that its exit, memory and garbage collection are realistic.</summary>
internal sealed class LoadApp : IAsyncDisposable
{
    /// <summary>The value of the label <c>job</c> of its series.</summary>
    public const string Job = "load";

    private readonly DirectoryInfo _folder;
    private readonly RealProcess _process;

    private LoadApp(DirectoryInfo folder, Uri collector, string[] launcher, IEnumerable<(string Name, string Value)> settings)
    {
        _folder = folder;
        var configuration = typeof(LoadApp).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string[] command =
            [.. launcher, "dotnet", Repository.File($"tests/LlmCost.AI.Load/bin/{configuration}/net10.0/LlmCost.AI.Load.dll")];
        _process = RealProcess.Start(
            command[0],
            command[1..],
            [
                ("OTEL_SERVICE_NAME", Job),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.ToString()),
                ("OTEL_METRIC_EXPORT_INTERVAL", "2000"),
                ("Load__Journal", JournalPath),
                ("Load__Report", ReportPath),
                ("Load__Ledger", LedgerPath),

                // 32 MiB, in hexadecimal. The default depends on the processor's cache, so memory usage would differ between
                // machines.
                ("DOTNET_GCgen0size", "2000000"),
                .. settings,
            ]);
    }

    /// <summary>Gets the folder of its ledger.</summary>
    public string LedgerPath => Path.Combine(_folder.FullName, "ledger");

    private string JournalPath => Path.Combine(_folder.FullName, "journal.jsonl");

    private string ReportPath => Path.Combine(_folder.FullName, "report.json");

    /// <summary>Starts the app and waits until it makes calls.</summary>
    /// <param name="folder">The folder of its journal and report.</param>
    /// <param name="collector">The destination of its metrics.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="launcher">The command that starts the app, or an empty array to start it directly.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<LoadApp> StartAsync(
        DirectoryInfo folder,
        Uri collector,
        IEnumerable<(string Name, string Value)> settings,
        string[] launcher,
        CancellationToken cancellationToken)
    {
        var app = new LoadApp(folder, collector, launcher, settings);
        try
        {
            await app._process.WaitUntilAsync(
                _ => Task.FromResult(app.Journal().Any(line => line.Totals.Calls > 0)), cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets the folder of its files.</summary>
    public DirectoryInfo Folder => _folder;

    /// <summary>Gets the path of the app's root folder, because the app can have its own mounts.</summary>
    public string Root => $"/proc/{_process.Id}/root";

    /// <summary>Returns the journal lines written so far.</summary>
    public IReadOnlyList<JournalLine> Journal()
    {
        if (!File.Exists(JournalPath))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(JournalPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n');

        // Text after the last line break is empty or an incomplete line.
        return [.. lines[..^1].Select(line => JsonSerializer.Deserialize<JournalLine>(line)!)];
    }

    /// <summary>Stops the app as an orchestrator would (SIGTERM) and returns its report.</summary>
    public async Task<LoadReport> StopAsync(CancellationToken cancellationToken)
    {
        var exitCode = await _process.StopAsync(cancellationToken);
        Assert.True(exitCode is 0, _process.Output);
        return JsonSerializer.Deserialize<LoadReport>(await File.ReadAllTextAsync(ReportPath, cancellationToken))!;
    }

    /// <summary>Kills the app without warning (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
