using System.Collections.Concurrent;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>Runs the tests of rules on all cores, because they take minutes on one core.</summary>
public sealed class RuleTestRuns : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Task> _runs = new(StringComparer.Ordinal);

    /// <summary>Gets the test files.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Repository.File("otel/rules/tests"), "*.yaml").Order(StringComparer.Ordinal);

    /// <summary>Waits until the tests of one file have run. The first call starts the tests of all files.</summary>
    /// <param name="path">The file.</param>
    public Task OfAsync(string path)
    {
        foreach (var file in Files)
        {
            _runs.GetOrAdd(file, RunAsync);
        }

        return _runs[path];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_runs.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _cores.Dispose();
    }

    private async Task RunAsync(string path)
    {
        await _cores.WaitAsync(_stop.Token);
        try
        {
            await CommandLine.RunAsync(
                Programs.Find("promtool"), ["test", "rules", path], new Dictionary<string, string?>(), _stop.Token, Limit);
        }
        finally
        {
            _cores.Release();
        }
    }
}
