using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LlmCost.AI.EndToEnd.Backend;
using StackExchange.Redis;

namespace LlmCost.AI.Redis.Tests;

/// <summary>A real Redis server that a test can kill, pause, resume and restart.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-redis-");
    private readonly string[] _arguments;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private RedisServer(int port, string[] arguments) => (Port, _arguments) = (port, arguments);

    /// <summary>Gets the port.</summary>
    public int Port { get; }

    /// <summary>Gets the address.</summary>
    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Gets a connection string with which clients quickly detect that the server is available again.</summary>
    public string ConnectionString => $"{Address},connectTimeout=1000,allowAdmin=true";

    /// <summary>Gets the process id.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Starts a server without persistence.</summary>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var server = new RedisServer(FreePort.Find(1)[0], arguments);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Restarts the server with the files in its folder.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(
            Programs.Find("redis-server"),
            [
                "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "",
                "--dir", _folder.FullName, .. _arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        await Poll.UntilAsync(
            async token => await AnswersAsync(token),
            accept: ready => ready,
            explain: _ => $"redis-server is not ready. It printed:\n{_output}",
            TestContext.Current.CancellationToken);
    }

    /// <summary>Kills the server without warning.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Pauses the process, which keeps its connections (SIGSTOP).</summary>
    public Task StopProcessAsync() => Signals.SendAsync("STOP", ProcessId);

    /// <summary>Resumes the process (SIGCONT).</summary>
    public Task ContinueProcessAsync() => Signals.SendAsync("CONT", ProcessId);

    /// <summary>Opens a connection for the test itself.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(ConnectionString);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        Assert.False(_process!.HasExited, $"redis-server has exited. It printed:\n{_output}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false; // The server is not listening yet.
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
