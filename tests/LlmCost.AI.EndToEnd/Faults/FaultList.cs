using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Load.Provider;

namespace LlmCost.AI.EndToEnd.Faults;

/// <summary>The faults of the matrix.</summary>
internal static class FaultList
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StoreTrouble = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>The time limit for the price feed, which retries after a minute.</summary>
    private static readonly TimeSpan FeedDeadline = TimeSpan.FromMinutes(3);

    private static readonly string[] s_ownDisk =
        ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"];

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("Collector killed (SIGKILL) for 60 s", async (stack, _, token) =>
        {
            await stack.Collector.KillAsync();
            await Task.Delay(Outage, token);
            await stack.Collector.RestartAsync(token);
        }),
        new("Budget store in Redis killed (SIGKILL) for 60 s", async (stack, _, token) =>
        {
            await stack.Redis.KillAsync();
            await Task.Delay(Outage, token);
            await stack.Redis.StartAgainAsync();
        })
        {
            HasBudgets = true,
        },
        new("Prometheus killed for 60 s", async (stack, _, token) =>
        {
            await stack.Prometheus.KillAsync();
            await Task.Delay(Outage, token);
            await stack.Prometheus.RestartAsync(token);
        }),
        DiskFull(),
        LedgerDiskFull(),
        new("Collector and Prometheus restarted in turn, three times", async (stack, _, token) =>
        {
            for (var i = 0; i < 3; i++)
            {
                await stack.Collector.KillAsync();
                await stack.Collector.RestartAsync(token);
                await Task.Delay(Pause, token);
                await stack.Prometheus.KillAsync();
                await stack.Prometheus.RestartAsync(token);
                await Task.Delay(Pause, token);
            }
        }),
        new("Collector's port accepts, but never responds, 30 s", async (stack, _, token) =>
        {
            stack.Network.Silence();
            await Task.Delay(TimeSpan.FromSeconds(30), token);
            stack.Network.Heal();
        }),
        new("Slow network: 4 KB in 50 ms", async (stack, _, token) =>
        {
            stack.Network.SlowDown(TimeSpan.FromMilliseconds(50));
            await Task.Delay(Trouble, token);
            stack.Network.Heal();
        }),
        new("Budget store in Redis accepts, but never responds (SIGSTOP), 15 s", async (stack, _, token) =>
        {
            await stack.Redis.StopProcessAsync();
            await Task.Delay(StoreTrouble, token);
            await stack.Redis.ContinueProcessAsync();
        })
        {
            HasBudgets = true,
        },
        new("Budget store in Redis behind a slow network: 4 KB in 50 ms", async (stack, _, token) =>
        {
            stack.RedisNetwork.SlowDown(TimeSpan.FromMilliseconds(50));
            await Task.Delay(StoreTrouble, token);
            stack.RedisNetwork.Heal();
        })
        {
            HasBudgets = true,
        },
        new("Budget store in Redis full (maxmemory), 15 s", async (stack, _, token) =>
        {
            await using var admin = await stack.Redis.ConnectAsync();
            var server = admin.GetServer(stack.Redis.Address);
            await server.ConfigSetAsync("maxmemory", "1");
            await Task.Delay(StoreTrouble, token);
            await server.ConfigSetAsync("maxmemory", "0");
        })
        {
            HasBudgets = true,
        },
        new("Provider errors, timeouts and resets in the middle of a stream, 10 % each", Nothing)
        {
            Settings = _ => [("Load__Errors", "10"), ("Load__TimeOuts", "10"), ("Load__Resets", "10"), ("Load__Wire", "5")],
            Prove = report => Assert.InRange(
                report.CallLines.Where(line => line.Series.ErrorType is not "").Sum(line => line.Calls),
                report.Calls / 4,
                report.Calls / 2),
        },
        new("Callers that cancel calls or abandon streams, 15 % each", Nothing)
        {
            Settings = _ => [("Load__Cancels", "15"), ("Load__Leaves", "15"), ("Load__Wire", "5")],
            Prove = report => Assert.InRange(
                report.CallLines.Where(line => line.Series.UsageSource is not "reported").Sum(line => line.Calls),
                report.Calls / 4, report.Calls / 2),
        },
        new("Price list reload every 100 ms, two of three files corrupt", Nothing)
        {
            Settings = folder => [("Load__PriceFile", PriceFile(folder)), ("LlmCost__PriceFiles__0", PriceFile(folder))],
            Prove = report =>
            {
                Assert.True(report.Reloads > 100);
                Assert.True(report.LogEvents["PriceListApplied"] > 10);
                Assert.True(report.LogEvents["PriceListRejected"] > 10);
            },
        },
        new("Clock jumps of an hour forwards and a day backwards", Nothing)
        {
            Settings = _ => [("Load__ClockJumps", "true")],
            Prove = report => Assert.True(report.RecordedTime > TimeSpan.FromDays(1)),
        },
        new("App stopped by SIGTERM in the middle of calls", Nothing)
        {
            Settings = _ => [("Load__TimeOuts", "20"), ("Load__Wire", "10")],
            Prove = report => Assert.True(report.StoppedCalls > 0),
        },
        new("None, for comparison", Nothing),
    ];

    private static Task Nothing(FaultStack stack, LoadApp app, CancellationToken cancellationToken) =>
        Task.Delay(Trouble, cancellationToken);

    /// <summary>
    /// The folder for the last valid price list is on a full file system of 16 KB. Later, space is freed, and the list is saved.
    /// </summary>
    private static Fault DiskFull() => new("Full disk for the last valid price list", async (stack, app, token) =>
    {
        var disk = new DirectoryInfo($"{app.Root}{Disk(app.Folder)}");
        await stack.Prometheus.Api.QueryUntilAsync(
            """llmcost_price_list_updates_total{llmcost_price_list_update_outcome="unavailable"}""",
            found => found is [{ Value: > 0 }], token);
        Assert.Empty(disk.GetFiles("*.feed"));

        File.Delete(Path.Combine(disk.FullName, "filler"));
        await Poll.UntilAsync(
            _ => Task.FromResult(disk.GetFiles("*.feed")),
            files => files is [{ Length: > 0 }],
            _ => "the list was not saved after space was freed",
            token,
            FeedDeadline);
    })
    {
        Settings = folder => [("Load__FeedDirectory", Disk(folder))],
        Launcher = folder =>
        [
            "unshare", "--map-root-user", "--mount", "sh", "-c",
            """
            mount -t tmpfs -o size=16k none "$0" || exit 1
            dd if=/dev/zero of="$0/filler" 2> /dev/null && exit 1
            exec "$@"
            """,
            folder.CreateSubdirectory("disk").FullName,
        ],

        Requires = s_ownDisk,

        // The new prices took effect although they could not be saved.
        Prove = report => Assert.True(report.Records.FeedCalls > report.Records.Calls / 10),
    };

    /// <summary>The ledger is on a full file system. Later, space is freed, and calls are stored again.</summary>
    private static Fault LedgerDiskFull() => new("Full disk for the ledger", async (stack, app, token) =>
    {
        var filler = $"{app.Root}{app.LedgerPath}/filler";
        Fill(filler);
        await stack.Prometheus.Api.QueryUntilAsync(
            """sum(llmcost_ledger_dropped_total{llmcost_ledger_reason="disk_full"})""",
            found => found is [{ Value: > 0 }],
            token);

        var kept = await Invariant.SumAsync("llmcost_ledger_records_total", stack.Prometheus.Api, token);
        File.Delete(filler);
        await stack.Prometheus.Api.QueryUntilAsync(
            "sum(llmcost_ledger_records_total)", found => found is [var records] && records.Value > kept, token);
    })
    {
        Launcher = folder =>
        [
            "unshare", "--map-root-user", "--mount", "sh", "-c",
            """mount -t tmpfs -o size=64m none "$0" && exec "$@" """, folder.CreateSubdirectory("ledger").FullName,
        ],
        Requires = s_ownDisk,
        Prove = report =>
        {
            Assert.True(report.Ledger.DiskFullCalls > 0);
            Assert.True(report.Ledger.Kept.Calls > report.Calls / 3);
        },
    };

    /// <summary>Writes a file until there is no space left.</summary>
    private static void Fill(string path)
    {
        var block = new byte[4096];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // The file system is full.
        }
    }

    private static string Disk(DirectoryInfo folder) => Path.Combine(folder.FullName, "disk");

    private static string PriceFile(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "prices.json");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, PriceLists.Versions[0]);
        }

        return path;
    }
}
