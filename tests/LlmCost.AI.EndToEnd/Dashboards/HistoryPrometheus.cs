using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>
/// A Prometheus with the virtual history and all results that the rules of <c>otel/rules</c> would have recorded.
/// </summary>
public sealed class HistoryPrometheus : IAsyncLifetime
{
    // The number of files that are imported in parallel, for a machine with two cores.
    private const int Files = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-history-");
    private RealPrometheus? _prometheus;

    internal VirtualHistory History { get; } = new();

    /// <summary>
    /// Gets the API for queries. Queries without a time return nothing, because the history ends at
    /// <see cref="HistoryClock.End"/>.
    /// </summary>
    internal PrometheusApi Api => _prometheus!.Api;

    /// <summary>Gets the address of Prometheus.</summary>
    internal Uri Address => _prometheus!.Address;

    private DirectoryInfo Store => _folder.CreateSubdirectory("store");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var cancellationToken = CancellationToken.None;
        var config = WriteConfig();
        await ImportAsync(
            "history",
            History.Series,
            (series, writer) => { series.Write(writer); return Task.CompletedTask; },
            cancellationToken);
        _prometheus = await RealPrometheus.StartAsync(config, cancellationToken, Store);

        var alerts = await Api.GetAlertingRulesAsync(cancellationToken);
        foreach (var (number, round) in RuleBackfill.ToRounds(await Api.GetRecordingRulesAsync(cancellationToken)).Index())
        {
            await ImportAsync(
                $"rules-{number}",
                round,
                (rule, writer) => RuleBackfill.WriteAsync(rule, Api, writer, cancellationToken),
                cancellationToken);

            _prometheus = await RestartAsync(_prometheus, config, cancellationToken);
        }

        await ImportAsync(
            "alerts",
            alerts,
            (alert, writer) => RuleBackfill.WriteAsync(alert, Api, writer, cancellationToken),
            cancellationToken);
        _prometheus = await RestartAsync(_prometheus, config, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Restarts Prometheus, which loads new blocks only at its start.</summary>
    private async Task<RealPrometheus> RestartAsync(RealPrometheus prometheus, string config, CancellationToken cancellationToken)
    {
        await prometheus.DisposeAsync();
        return await RealPrometheus.StartAsync(config, cancellationToken, Store);
    }

    /// <summary>Writes series or alerts to OpenMetrics files and creates blocks from these files.</summary>
    private Task ImportAsync<T>(
        string name, IReadOnlyList<T> things, Func<T, OpenMetricsWriter, Task> write, CancellationToken cancellationToken) =>
        Parallel.ForAsync(0, Files, cancellationToken, async (file, token) =>
        {
            var path = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{name}-{file}.om"));
            using (var writer = new OpenMetricsWriter(path))
            {
                for (var i = file; i < things.Count; i += Files)
                {
                    await write(things[i], writer);
                }
            }

            if (file < things.Count)
            {
                await ToBlocksAsync(path, token);
            }

            // Deletes the file now instead of at the end, because it is large.
            File.Delete(path);
        });

    // All data is in one block, because promtool reads the whole file again for each block.
    private Task<string> ToBlocksAsync(string path, CancellationToken cancellationToken) => CommandLine.RunAsync(
        Programs.Find("promtool"),
        ["tsdb", "create-blocks-from", "--max-block-duration=4374h", "openmetrics", "--quiet", path, Store.FullName],
        new Dictionary<string, string?>(),
        cancellationToken);

    /// <summary>
    /// Writes the configuration of the repository with rules that are never evaluated, because the history has its own clock.
    /// </summary>
    private string WriteConfig()
    {
        var text = File.ReadAllText(Repository.File("otel/prometheus.yaml"));
        foreach (var (@is, becomes) in new[]
        {
            ("evaluation_interval: 15s", "evaluation_interval: 50y"),
            ("rules/*.yaml", Repository.File("otel/rules/*.yaml")),
        })
        {
            Assert.Contains(@is, text, StringComparison.Ordinal);
            text = text.Replace(@is, becomes, StringComparison.Ordinal);
        }

        var path = Path.Combine(_folder.FullName, "prometheus.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
