using System.Diagnostics;
using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.Redis.Tests;

/// <summary>A process that makes calls with shared budgets, and its output.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Dictionary<string, WorkerHold> _holds = [];
    private readonly List<string> _violations = [];
    private readonly List<string> _errors = [];
    private readonly Lock _lock = new();
    private int _refused;

    private Worker(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Gets the number of calls whose settlement the store has acknowledged.</summary>
    public int Done => Count(hold => hold.IsDone);

    /// <summary>Gets the number of calls that were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Gets the calls that were not refused.</summary>
    public IReadOnlyList<WorkerHold> Holds
    {
        get
        {
            lock (_lock)
            {
                return [.. _holds.Values];
            }
        }
    }

    /// <summary>Starts a worker.</summary>
    public static Worker Start(RedisServer server, int callers)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "LlmCost.AI.Redis.Worker.dll"), "spend", server.ConnectionString,
                callers.ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var worker = new Worker(new Process { StartInfo = start });
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Waits until the given number of further calls are settled.</summary>
    public async Task WaitForCallsAsync(int calls)
    {
        var wanted = Done + calls;
        await Poll.UntilAsync(
            _ => Task.FromResult(Done),
            accept: done => done >= wanted || _process.HasExited,
            explain: done => $"{done} of {wanted} calls are settled. {Errors}",
            TestContext.Current.CancellationToken);
        Assert.False(_process.HasExited && Done < wanted, $"The worker has exited after {Done} of {wanted} calls. {Errors}");
    }

    /// <summary>Kills the worker without warning.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Pauses the process, which keeps its connections and its reservations (SIGSTOP).</summary>
    public Task StopProcessAsync() => Signals.SendAsync("STOP", _process.Id);

    /// <summary>Resumes the process (SIGCONT).</summary>
    public Task ContinueProcessAsync() => Signals.SendAsync("CONT", _process.Id);

    /// <summary>Stops the worker after its current calls are complete.</summary>
    public async Task FinishAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(_process.ExitCode is 0, Errors);
    }

    /// <summary>Asserts that the spent and reserved amounts were within the limit in every reply.</summary>
    public void AssertNoViolation()
    {
        lock (_lock)
        {
            Assert.Empty(_violations);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private string Errors
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    private int Count(Func<WorkerHold, bool> condition)
    {
        lock (_lock)
        {
            return _holds.Values.Count(condition);
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            switch (line.Split(' '))
            {
                case ["R", var id]:
                    _holds.Add(id, new WorkerHold(Guid.Parse(id)));
                    break;
                case ["S", var id, var amount]:
                    _holds[id] = _holds[id] with { Actual = long.Parse(amount, CultureInfo.InvariantCulture) };
                    break;
                case ["D", var id]:
                    _holds[id] = _holds[id] with { IsDone = true };
                    break;
                case ["X", var id]:
                    _holds.Remove(id);
                    _refused++;
                    break;
                case ["V", ..]:
                    _violations.Add(line);
                    break;
                default:
                    _errors.Add(line); // An incomplete line of a killed worker.
                    break;
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _errors.Add(line);
            }
        }
    }
}
