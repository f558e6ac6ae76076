using System.Reflection;
using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Report;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The load app, a program of its own: its end, its memory and its garbage are real.</summary>
internal sealed class LoadApp : IAsyncDisposable
{
    /// <summary>The label <c>job</c> of its series.</summary>
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
                .. settings,
            ]);
    }

    private string JournalPath => Path.Combine(_folder.FullName, "journal.jsonl");

    private string ReportPath => Path.Combine(_folder.FullName, "report.json");

    /// <summary>Starts the app, and waits until it makes calls.</summary>
    /// <param name="folder">Where it writes its journal and its report.</param>
    /// <param name="collector">Where its metrics go.</param>
    /// <param name="settings">Variables of its environment.</param>
    /// <param name="launcher">What becomes the app, if not this process starts it itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
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

    /// <summary>Where it keeps its files.</summary>
    public DirectoryInfo Folder => _folder;

    /// <summary>Its file system, which may be one of its own.</summary>
    public string Root => $"/proc/{_process.Id}/root";

    /// <summary>What the app has written down so far.</summary>
    public IReadOnlyList<JournalLine> Journal()
    {
        if (!File.Exists(JournalPath))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(JournalPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n');

        // What follows the last end of a line is a line that is being written, or nothing.
        return [.. lines[..^1].Select(line => JsonSerializer.Deserialize<JournalLine>(line)!)];
    }

    /// <summary>Ends the app as an orchestrator does (SIGTERM), and returns what it has to say.</summary>
    public async Task<LoadReport> StopAsync(CancellationToken cancellationToken)
    {
        var exitCode = await _process.StopAsync(cancellationToken);
        Assert.True(exitCode is 0, _process.Output);
        return JsonSerializer.Deserialize<LoadReport>(await File.ReadAllTextAsync(ReportPath, cancellationToken))!;
    }

    /// <summary>Ends the app without a warning (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
