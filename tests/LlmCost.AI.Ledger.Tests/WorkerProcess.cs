using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmCost.AI.Tests;

/// <summary>An app with a ledger in a separate process, which can be killed.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Gets the number of calls that are known to be on disk, according to the output of the app.</summary>
    public long Flushed { get; private set; }

    /// <summary>Gets the part of <see cref="LedgerOrigin.Instance"/> that identifies the process.</summary>
    public string Instance => string.Create(CultureInfo.InvariantCulture, $":{_process.Id}");

    public static WorkerProcess Start(string folder, string mode = "write", params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "dotnet", [Path.Combine(AppContext.BaseDirectory, "LlmCost.AI.Ledger.Worker.dll"), mode, folder, .. arguments])
            {
                RedirectStandardOutput = true,
            },
        };

        // Most apps are killed within a second, so recompiling their code with optimizations would take more time than it saves.
        process.StartInfo.Environment["DOTNET_TC_CallCounting"] = "0";
        process.StartInfo.Environment["DOTNET_TieredPGO"] = "0";
        process.Start();
        return new WorkerProcess(process);
    }

    /// <summary>
    /// Reads lines of the output of the app. The first line is the path of the app's file. Each further line reports a flush.
    /// </summary>
    public async Task ReadAsync(int lines, CancellationToken cancellationToken)
    {
        for (var i = 0; i < lines; i++)
        {
            var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
            Flushed = long.TryParse(line, CultureInfo.InvariantCulture, out var flushed) ? flushed : Flushed;
        }
    }

    /// <summary>Kills the app, and reads its remaining output.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        foreach (var line in (await _process.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n'))
        {
            Flushed = long.TryParse(line, CultureInfo.InvariantCulture, out var flushed) ? flushed : Flushed;
        }
    }

    /// <summary>Stops the app with SIGTERM.</summary>
    /// <returns>The number of calls that the app has metered.</returns>
    public async Task<long> StopAsync(CancellationToken cancellationToken)
    {
        Assert.Equal(0, Signal(_process.Id, SigTerm));
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        var last = output.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("metered ", last, StringComparison.Ordinal);
        return long.Parse(last["metered ".Length..], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
