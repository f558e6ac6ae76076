using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Tests;

public sealed class CrashTests
{
    private const int Kills = 200;
    private const int Together = 4;
    private const int KillsPerFolder = 20;
    private const int MaxSpins = 1_000_000;
    private const string SharedMemory = "/dev/shm";

    private static readonly LedgerPeriod s_always = new()
    {
        Start = DateTimeOffset.UnixEpoch,
        End = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Regardless of when an app is killed, the ledger has all calls of the app up to a certain call, and no later calls. No call
    /// is incomplete.
    /// </summary>
    [Fact]
    public async Task KilledApps_LoseNoFlushedCall_AndLeaveNoIncompleteCall()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var kept = 0L;
        for (var killed = 0; killed < Kills;)
        {
            var folder = CreateFolder();
            var ended = new List<WorkerProcess>();
            try
            {
                for (var inFolder = 0; inFolder < KillsPerFolder; inFolder += Together, killed += Together)
                {
                    var start = DateTimeOffset.UtcNow;
                    var workers = Enumerable.Range(0, Together).Select(_ => WorkerProcess.Start(folder.FullName)).ToList();
                    ended.AddRange(workers);
                    await Task.WhenAll(workers.Select((worker, i) => KillAsync(worker, new Random(seed + killed + i))));
                    AssertIntact(folder);
                    await AssertKeptAsync(folder.FullName, workers, s_always with { Start = start }, seed);
                }

                // Later apps that used the same files have not changed these calls.
                kept += await AssertKeptAsync(folder.FullName, ended, s_always, seed);
            }
            finally
            {
                ended.ForEach(worker => worker.Dispose());
                folder.Delete(recursive: true);
            }
        }

        Assert.True(kept > 0, "No call was kept, so the test has verified nothing.");
    }

    [Fact]
    public async Task StoppedApp_LosesNoCalls()
    {
        var folder = Directory.CreateTempSubdirectory("llmcost-ledger-");
        try
        {
            using var worker = WorkerProcess.Start(folder.FullName, mode: "host");
            await worker.ReadAsync(lines: 3, Cancellation);

            var metered = await worker.StopAsync(Cancellation);

            AssertIntact(folder);
            Assert.Equal(metered, await AssertKeptAsync(folder.FullName, [worker], s_always, seed: 0));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Creates a folder in memory if possible, because that is faster. Files in this folder survive the process that has written
    /// them.
    /// </summary>
    private static DirectoryInfo CreateFolder() => Directory.Exists(SharedMemory)
        ? Directory.CreateDirectory(Path.Combine(SharedMemory, $"llmcost-ledger-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("llmcost-ledger-");

    private static async Task KillAsync(WorkerProcess worker, Random random)
    {
        await worker.ReadAsync(random.Next(4), Cancellation);
        Thread.SpinWait(random.Next(MaxSpins));
        await worker.KillAsync(Cancellation);
    }

    /// <returns>The number of calls that were kept.</returns>
    private static async Task<long> AssertKeptAsync(
        string folder, IReadOnlyList<WorkerProcess> workers, LedgerPeriod period, int seed)
    {
        var kept = workers.ToDictionary(worker => worker.Instance, _ => 0L);
        if (Directory.GetFiles(folder, "*.db").Length > 0)
        {
            await foreach (var call in CostLedger.Open(folder).ReadCallsAsync(period, Cancellation))
            {
                var number = ++kept[call.Origin.Instance![call.Origin.Instance!.LastIndexOf(':')..]];
                Assert.True(number == call.InputTokens, $"Call {number} is missing; seed {seed}.");
                Assert.Equal(2, call.Charges.Count);
                Assert.Equal(call.Cost, call.Charges.Sum(charge => charge.Cost));
            }
        }

        Assert.All(workers, worker => Assert.True(
            kept[worker.Instance] >= worker.Flushed,
            $"{worker.Flushed} calls were flushed, {kept[worker.Instance]} are kept; seed {seed}."));
        return kept.Values.Sum();
    }

    private static void AssertIntact(DirectoryInfo folder)
    {
        foreach (var file in folder.GetFiles("*.db"))
        {
            using var connection = new SqliteConnection($"Data Source={file.FullName};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", command.ExecuteScalar());
        }
    }
}
