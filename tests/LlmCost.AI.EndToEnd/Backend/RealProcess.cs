using System.Diagnostics;
using System.Text;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A program that runs for the duration of a test, with its whole output.</summary>
internal sealed class RealProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private RealProcess(ProcessStartInfo startInfo)
    {
        _process = new Process { StartInfo = startInfo };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
    }

    /// <summary>Gets the process id.</summary>
    public int Id => _process.Id;

    /// <summary>Gets the output so far, and the exit code if the program has exited.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _process.HasExited
                    ? $"{_output}\n{_process.StartInfo.FileName} ended with exit code {_process.ExitCode}."
                    : _output.ToString();
            }
        }
    }

    /// <summary>Starts a program.</summary>
    public static RealProcess Start(
        string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var startInfo = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        foreach (var (name, value) in environment)
        {
            startInfo.Environment[name] = value;
        }

        var process = new RealProcess(startInfo);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>
    /// Waits until the program responds as expected. If the program exits earlier, fails immediately with its output.
    /// </summary>
    public async Task WaitUntilAsync(
        Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken, TimeSpan? deadline = null) =>
        await Poll.UntilAsync(
            async token =>
            {
                if (_process.HasExited)
                {
                    await _process.WaitForExitAsync(token);
                    throw new InvalidOperationException(Output);
                }

                try
                {
                    return await isReady(token);
                }
                catch (HttpRequestException)
                {
                    return false; // The program is not listening yet.
                }
            },
            accept: ready => ready,
            explain: _ => $"{_process.StartInfo.FileName} is not ready. It printed:\n{Output}",
            cancellationToken,
            deadline);

    /// <summary>Kills the program without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Asks the program to exit (SIGTERM) and waits until it has exited.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await CommandLine.RunAsync(
            "sh", ["-c", $"kill -TERM {_process.Id}"], new Dictionary<string, string?>(), cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
