using System.Diagnostics;
using System.Runtime.Versioning;

namespace LlmCost.AI.Tests;

/// <summary>Tests readers that cannot write to the folder of the ledger, such as a backup program or another user.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReadOnlyFolderTests : IDisposable
{
    /// <summary>The user id of <c>nobody</c>. The reader runs as this user, because root ignores file permissions.</summary>
    private const string NobodyId = "65534";

    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        File.SetUnixFileMode(_folder, Read | Execute | UnixFileMode.UserWrite);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task LedgerOfAnEndedApp_IsRead()
    {
        await using (var app = new TestLedger(folder: _folder))
        {
            await RecordAsync(app);
        }

        Assert.False(File.Exists(Path.Combine(_folder, "ledger-0.db-wal")));
        Assert.Equal((0, "2 calls, 0.0070 USD", ""), await ReadAsync());
    }

    [Fact]
    public async Task LedgerOfARunningApp_IsRead()
    {
        await using var app = new TestLedger(folder: _folder);
        await RecordAsync(app);

        Assert.Equal((0, "2 calls, 0.0070 USD", ""), await ReadAsync());
    }

    [Fact]
    public async Task LedgerThatNeedsRecovery_IsReportedWithTheRemedy()
    {
        var other = Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;
        await using (var app = new TestLedger(folder: other))
        {
            await RecordAsync(app);

            // Copies the files while they are open, so that they are in the same state as those of a killed app.
            File.Copy(Path.Combine(other, "ledger-0.db"), Path.Combine(_folder, "ledger-0.db"));
            File.Copy(Path.Combine(other, "ledger-0.db-wal"), Path.Combine(_folder, "ledger-0.db-wal"));
        }

        Directory.Delete(other, recursive: true);
        var (exitCode, _, error) = await ReadAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("was not closed by its app", error, StringComparison.Ordinal);
    }

    private static async Task RecordAsync(TestLedger app)
    {
        app.Call();
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
    }

    private async Task<(int ExitCode, string Output, string Error)> ReadAsync()
    {
        foreach (var file in Directory.GetFiles(_folder))
        {
            File.SetUnixFileMode(file, Read);
        }

        File.SetUnixFileMode(_folder, Read | Execute);
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "LlmCost.AI.Ledger.Worker.dll"), "read", _folder];
        string[] asNobody = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", NobodyId, "--regid", NobodyId, "--clear-groups", .. command]
            : command;
        using var process = Process.Start(new ProcessStartInfo(asNobody[0], asNobody[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output.TrimEnd(), await error);
    }
}
