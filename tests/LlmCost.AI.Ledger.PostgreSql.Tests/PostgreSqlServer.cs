using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlmCost.AI.EndToEnd.Backend;
using Npgsql;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

/// <summary>A real PostgreSQL server on a loopback port that a test can stop and start again.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string UserName = "llmcost";

    /// <summary>The user id of <c>nobody</c>. The server runs as this user, because PostgreSQL refuses to run as root.</summary>
    private const string NobodyId = "65534";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-postgresql-");
    private readonly StringBuilder _output = new();
    private readonly int _port = FreePort.Find(1)[0];
    private readonly string _password = Guid.NewGuid().ToString("N");
    private string _programs = "";
    private Process? _process;

    private PostgreSqlServer()
    {
    }

    /// <summary>Gets the connection string.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = UserName,
        Password = _password,
        Database = "postgres",
    }.ConnectionString;

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Creates a server with an empty database and starts it.</summary>
    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer();
        try
        {
            await server.CreateAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Restarts the server with its existing data.</summary>
    public async Task StartAgainAsync()
    {
        _process = Start(
            "postgres",
            "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "timezone=GMT",
            "-c", "log_timezone=GMT");
        await Poll.UntilAsync(
            async token => await AnswersAsync(token),
            accept: ready => ready,
            explain: _ => $"postgres is not ready. It printed:\n{Output()}",
            CancellationToken.None);
    }

    /// <summary>Stops the server immediately. Open transactions are not committed.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            await RunAsync("kill", "-QUIT", _process.Id.ToString(CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs a statement and returns its first value.</summary>
    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        NpgsqlConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task CreateAsync()
    {
        var program = Programs.Find("postgres");
        if (File.ResolveLinkTarget(program, returnFinalTarget: true) is { } installed)
        {
            // Uses the target of the link, because the user "nobody" may not be allowed to read the folder that contains the
            // link.
            _programs = Path.GetDirectoryName(installed.FullName)!;
        }
        else if (Environment.IsPrivilegedProcess)
        {
            // The programs may be in a cache folder below root's home folder, which "nobody" can't read.
            _programs = Path.Combine(_folder.FullName, "bin");
            await RunAsync("mkdir", _programs);
            await RunAsync("cp", program, Programs.Find("initdb"), _programs);
            await RunAsync("cp", "-r", Path.Combine(Path.GetDirectoryName(program)!, "..", "postgresql"), _folder.FullName);
        }
        else
        {
            _programs = Path.GetDirectoryName(program)!;
        }

        var password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, _password);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", $"{NobodyId}:{NobodyId}", _folder.FullName);
        }

        using var initdb = Start(
            "initdb",
            "-D", Data, "--username", UserName, "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8",
            "--locale", "C", "--no-sync");
        await initdb.WaitForExitAsync();
        Assert.True(initdb.ExitCode is 0, Output());
    }

    private Process Start(string program, params string[] arguments)
    {
        var command = (List<string>)[Path.Combine(_programs, program), .. arguments];
        if (Environment.IsPrivilegedProcess)
        {
            command.InsertRange(0, ["setpriv", $"--reuid={NobodyId}", $"--regid={NobodyId}", "--clear-groups"]);
        }

        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..])
            {
                WorkingDirectory = _folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C" },
            },
        };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        Assert.False(_process!.HasExited, $"postgres has exited. It printed:\n{Output()}");
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // The server is still starting.
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
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
