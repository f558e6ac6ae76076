using System.Globalization;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>Runs the faults of the matrix, several at a time, and prints the results as a table.</summary>
/// <remarks>
/// <c>LLMCOST_FAULTS_AT_A_TIME</c> is the number of rows that run at the same time. The default is 4. Use 1 for comparable
/// figures.
/// <c>LLMCOST_FAULTS_TABLE</c> is the path of the file to which the table is written.
/// </remarks>
public sealed class FaultMatrix : IAsyncLifetime
{
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _places = new(AtATime);
    private readonly Dictionary<string, Task<FaultResult>> _rows = [];

    /// <summary>True if rows run one at a time.</summary>
    public static bool IsOneAtATime => AtATime is 1;

    private static int AtATime =>
        Environment.GetEnvironmentVariable("LLMCOST_FAULTS_AT_A_TIME") is { Length: > 0 } number
            ? int.Parse(number, CultureInfo.InvariantCulture)
            : 4;

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        foreach (var fault in FaultList.All)
        {
            _rows[fault.Name] = RunAsync(token => FaultRun.RunAsync(fault, token));
        }

        _rows[AppKill.Name] = RunAsync(AppKill.RunAsync);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();

        // The test of each row has already reported its result or exception.
        await Task.WhenAny(Task.WhenAll(_rows.Values));
        if (Environment.GetEnvironmentVariable("LLMCOST_FAULTS_TABLE") is { Length: > 0 } path)
        {
            await File.WriteAllLinesAsync(path, Table());
        }

        _places.Dispose();
        _end.Dispose();
    }

    /// <summary>Waits until a fault has run. Returns its row or throws its exception.</summary>
    internal Task<FaultResult> RowAsync(string fault) => _rows[fault];

    private async Task<FaultResult> RunAsync(Func<CancellationToken, Task<FaultResult>> run)
    {
        await _places.WaitAsync(_end.Token);
        try
        {
            return await run(_end.Token);
        }
        finally
        {
            _places.Release();
        }
    }

    private IEnumerable<string> Table()
    {
        yield return "| fault | calls | lost | calls per second | extra latency p99 | peak memory |";
        yield return "| --- | ---: | ---: | ---: | ---: | ---: |";
        foreach (var (fault, row) in _rows)
        {
            yield return row.IsCompletedSuccessfully ? Line(row.Result) : $"| {fault} | did not pass | | | | |";
        }
    }

    private static string Line(FaultResult row) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {row.Fault} | {row.Calls:N0} | {row.Lost:N0} | {row.Rate:N0} | "
            + $"{(row.ExtraMicrosecondsP99 is { } p99 ? $"{p99:F0} µs" : "")} | {row.PeakWorkingSet / 1e6:F0} MB |");
}
