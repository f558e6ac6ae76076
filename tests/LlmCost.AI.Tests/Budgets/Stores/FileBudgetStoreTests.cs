using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>Tests which data survives the end of a process. The conformance tests cover all other behavior of a store.</summary>
public sealed class FileBudgetStoreTests : IDisposable
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(2);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Spend_IsKeptWhenTheStoreIsReopened()
    {
        await using (var store = Open())
        {
            await SpendAsync(store, Counter("lifetime"), 30);
            await SpendAsync(store, Counter("user", scope: "user=1"), 20);
            await SpendAsync(store, Rolling(), 10);
        }

        await using var again = Open();
        Assert.Equal((30, 0), await ReadAsync(again, Counter("lifetime")));
        Assert.Equal((20, 0), await ReadAsync(again, Counter("user", scope: "user=1")));
        Assert.Equal((0, 0), await ReadAsync(again, Counter("user", scope: "user=2")));
        Assert.Equal((10, 0), await ReadAsync(again, Rolling()));
    }

    [Fact]
    public async Task RollingWindow_ExpiresItsBucketsOnTime_AfterARestart()
    {
        await using (var store = Open())
        {
            await SpendAsync(store, Rolling(), 10);
            _clock.Advance(TimeSpan.FromSeconds(30));
            await SpendAsync(store, Rolling(), 5);
        }

        await using var again = Open();
        Assert.Equal((15, 0), await ReadAsync(again, Rolling()));
        _clock.Advance(TimeSpan.FromSeconds(35));
        Assert.Equal((5, 0), await ReadAsync(again, Rolling()));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((0, 0), await ReadAsync(again, Rolling()));
    }

    [Fact]
    public async Task OpenReservationOfAnEndedProcess_IsChargedItsFloor()
    {
        await using (var store = Open())
        {
            await SpendAsync(store, Counter("lifetime"), 30);
            await ReserveAsync(store, Counter("lifetime"), 50, floor: 7);
        }

        await using (var again = Open())
        {
            Assert.Equal((37, 0), await ReadAsync(again, Counter("lifetime")));
        }

        await using var third = Open();
        Assert.Equal((37, 0), await ReadAsync(third, Counter("lifetime")));
    }

    [Fact]
    public async Task ReachedThreshold_IsNotReportedAgainAfterARestart()
    {
        await using (var store = Open())
        {
            Assert.Equal(50, await SpendAsync(store, Counter("lifetime", limit: 100, thresholds: 50), 60));
        }

        await using var again = Open();
        Assert.Equal(0, await SpendAsync(again, Counter("lifetime", limit: 100, thresholds: 50), 1));
    }

    [Fact]
    public async Task Increase_IsOnDisk_WhenItCompletes()
    {
        var increase = new BudgetIncrease
        {
            Id = Guid.NewGuid(),
            Budget = "user",
            Unit = BudgetUnit.Usd,
            Scope = "user=1",
            Amount = 50,
            From = _clock.GetUtcNow(),
            Until = _clock.GetUtcNow().AddDays(1),
            Actor = "an operator",
            Reason = "für Ärzte",
        };
        await using var store = Open();
        await store.IncreaseAsync(increase, Token);

        using var killed = FileBudgetStore.OpenRead(_folder.FullName, _clock);

        Assert.Equal([increase], await killed.ReadIncreasesAsync(cancellationToken: Token));
        Assert.Equal(50, (await killed.ReadAsync([Counter("user", scope: "user=1")], Token))[0].Increase);
    }

    [Fact]
    public async Task EndedWindowsAndOldIncreases_AreRemovedFromTheFiles()
    {
        var ended = new BudgetCounter
        {
            Budget = "day",
            Unit = BudgetUnit.Usd,
            WindowStart = _clock.GetUtcNow(),
            WindowEnd = _clock.GetUtcNow().AddHours(24),
            Limit = 100,
        };
        await using (var store = Open())
        {
            await SpendAsync(store, ended, 10);
            await SpendAsync(store, Rolling(), 10);
        }

        _clock.Advance(TimeSpan.FromHours(24.5));
        await using (var kept = Open())
        {
            Assert.Equal((10, 0), await ReadAsync(kept, ended));
        }

        _clock.Advance(TimeSpan.FromHours(1));
        await using var dropped = Open();
        Assert.Equal(0, dropped.Count);
    }

    /// <summary>A process can be killed after any byte that it writes.</summary>
    [Fact]
    public async Task JournalCutAtAnyByte_HasTheStateAfterACommand_AndLosesNoFlushedCommand()
    {
        BudgetCounter[] counters = [Counter("lifetime", thresholds: 50), Counter("user", scope: "user=1"), Rolling(minutes: 5)];
        List<string> states = [];
        List<(int Commands, long Length)> flushed = [];
        await using (var store = Open())
        {
            states.Add(await StateAsync(store, counters));
            List<BudgetHold> open = [];
            for (var command = 0; command < 24; command++)
            {
                switch (command % 4)
                {
                    case 0 or 1:
                        open.Add(await ReserveAsync(store, counters, 10, floor: 3));
                        break;
                    case 2:
                        open[^1][0].Extension = 5;
                        Assert.True(await store.ExtendAsync(open[^1], Token));
                        break;
                    default:
                        await SettleAsync(store, open[^1], command);
                        break;
                }

                states.Add(await StateAsync(store, counters));
                if (command % 5 is 4)
                {
                    await store.FlushAsync(Token);
                    flushed.Add((command + 1, JournalOf(_folder).Length));
                }
            }
        }

        var bytes = await File.ReadAllBytesAsync(JournalOf(_folder).FullName, Token);
        var state = 0;
        for (var length = 0; length <= bytes.Length; length++)
        {
            using var cut = FileBudgetStore.OpenRead(Cut(bytes, length), _clock);
            var next = states.IndexOf(await StateAsync(cut, counters));
            Assert.InRange(next, Math.Max(state, flushed.LastOrDefault(flush => flush.Length <= length).Commands), states.Count);
            state = next;
        }

        Assert.Equal(states.Count - 1, state);
        Assert.Equal(states.Count, states.Distinct().Count());
    }

    /// <summary>The incomplete record stays in the file, and new records are written to the next file.</summary>
    [Fact]
    public async Task StoreKilledDuringAWrite_ContinuesAfterARestart()
    {
        await using (var store = Open())
        {
            await SpendAsync(store, Counter("lifetime"), 30);
            await SpendAsync(store, Counter("lifetime"), 20);
        }

        var bytes = await File.ReadAllBytesAsync(JournalOf(_folder).FullName, Token);
        for (var length = 0; length < bytes.Length; length++)
        {
            var copy = Cut(bytes, length);
            long spent;
            await using (var cut = new FileBudgetStore(copy, _clock))
            {
                spent = (await ReadAsync(cut, Counter("lifetime"))).Spent;
                Assert.True(spent is 0 or 30, $"The first {length} bytes have {spent}.");
                await SpendAsync(cut, Counter("lifetime"), 1);
            }

            await using var again = new FileBudgetStore(copy, _clock);
            Assert.Equal(spent + 1, (await ReadAsync(again, Counter("lifetime"))).Spent);
        }
    }

    [Fact]
    public async Task RecordWithADamagedByte_IsIgnored()
    {
        await using (var store = Open())
        {
            await SpendAsync(store, Counter("lifetime"), 30);
        }

        var journal = JournalOf(_folder).FullName;
        var bytes = await File.ReadAllBytesAsync(journal, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(journal, bytes, Token);

        await using var again = Open();
        Assert.Equal((0, 0), await ReadAsync(again, Counter("lifetime")));
    }

    [Fact]
    public async Task FullJournal_IsReplacedByASnapshot()
    {
        var limits = new BudgetJournalLimits(MaxPending: 1 << 20, MaxFileLength: 500);
        await using (var store = new FileBudgetStore(_folder.FullName, _clock, 1_000, limits))
        {
            await ReserveAsync(store, Counter("user", scope: "user=1"), 9, floor: 4);
            for (var call = 0; call < 200; call++)
            {
                await SpendAsync(store, Counter("user", limit: 1_000, scope: $"user={call % 3}"), 1);
                if (call % 20 is 0)
                {
                    await store.FlushAsync(Token);
                    using var read = FileBudgetStore.OpenRead(_folder.FullName, _clock);
                    Assert.Equal(
                        await StateAsync(store, [Counter("user", scope: "user=0"), Counter("user", scope: "user=1")]),
                        await StateAsync(read, [Counter("user", scope: "user=0"), Counter("user", scope: "user=1")]));
                }
            }
        }

        Assert.NotEqual("journal-0000000001.bin", JournalOf(_folder).Name);
        await using var again = Open();
        Assert.Equal((67, 0), await ReadAsync(again, Counter("user", scope: "user=0")));
        Assert.Equal((67 + 4, 0), await ReadAsync(again, Counter("user", scope: "user=1")));
    }

    [Fact]
    public async Task Open_WhileAnotherProcessUsesTheFolder_RecommendsRedis()
    {
        await using var store = Open();

        var exception = Assert.Throws<InvalidOperationException>(() => Open());

        Assert.Contains(_folder.FullName, exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddRedisBudgetStore", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterTheOtherProcessEnded_Succeeds()
    {
        await Open().DisposeAsync();

        await Open().DisposeAsync();
    }

    [Fact]
    public async Task OpenRead_WhileTheAppRuns_ReadsSpentAndReservedAmounts()
    {
        await using var store = Open();
        await SpendAsync(store, Counter("user", scope: "user=1"), 30);
        await ReserveAsync(store, Counter("user", scope: "user=1"), 20, floor: 5);
        await store.FlushAsync(Token);

        using var read = FileBudgetStore.OpenRead(_folder.FullName, _clock);

        Assert.Equal((30, 20), await ReadAsync(read, Counter("user", scope: "user=1")));
        Assert.Equal("user=1", (await read.ReadTopAsync(Counter("user"), 1, Token)).Single().Scope);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReserveAsync(read, Counter("user"), 1, floor: 0));
    }

    [Fact]
    public void OpenRead_OfAMissingFolder_Fails() => Assert.Throws<DirectoryNotFoundException>(
        () => FileBudgetStore.OpenRead(Path.Combine(_folder.FullName, "none")));

    [Fact]
    public void Open_OfFilesOfAnotherProgram_Fails()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "snapshot.bin"), "This is not a snapshot.");

        Assert.Throws<InvalidDataException>(() => Open());

        // The failed attempt has released the lock, so the folder can be opened after the file is deleted.
        File.Delete(Path.Combine(_folder.FullName, "snapshot.bin"));
        Open().Dispose();
    }

    /// <summary>The next journal is a device that is always full.</summary>
    [Fact]
    public async Task FullDisk_FailsReservations_UntilThereIsSpace()
    {
        var limits = new BudgetJournalLimits(MaxPending: 1 << 20, MaxFileLength: 200);
        var next = Path.Combine(_folder.FullName, "journal-0000000002.bin");
        await using (var store = new FileBudgetStore(_folder.FullName, _clock, 1_000, limits))
        {
            File.CreateSymbolicLink(next, "/dev/full");
            var hold = await ReserveAsync(store, Counter("lifetime"), 10, floor: 1);
            await SpendUntilItFailsAsync(store);

            var exception = await Assert.ThrowsAsync<IOException>(() => ReserveAsync(store, Counter("lifetime"), 1, floor: 0));
            Assert.Contains(_folder.FullName, exception.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<IOException>(() => store.ExtendAsync(hold, Token).AsTask());
            await SettleAsync(store, hold, 5);
            Assert.Equal((5, 0), await ReadAsync(store, Counter("lifetime")));

            File.Delete(next);
            await FlushEventuallyAsync(store);
            await SpendAsync(store, Counter("lifetime"), 1);
        }

        await using var again = Open();
        Assert.Equal((6, 0), await ReadAsync(again, Counter("lifetime")));
    }

    /// <summary>The next journal is a device that is always full.</summary>
    [Fact]
    public async Task DiskThatStaysFull_FailsTheDisposal_AndSettlementsWhenTheQueueIsFull()
    {
        var limits = new BudgetJournalLimits(MaxPending: 500, MaxFileLength: 100);
        var store = new FileBudgetStore(_folder.FullName, _clock, 1_000, limits);
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "journal-0000000002.bin"), "/dev/full");
        await SpendUntilItFailsAsync(store);
        var settled = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var call = 0; call < 1_000; call++)
            {
                // The store did not reserve this hold, as is the case for calls that were admitted while the store failed.
                var hold = Hold([Counter("lifetime")], 1, floor: 0);
                await SettleAsync(store, hold, 1);
                settled++;
            }
        });

        Assert.Equal((settled, 0), await ReadAsync(store, Counter("lifetime")));
        Assert.InRange(settled, 10, 999);
        Assert.Throws<IOException>(store.Dispose);
    }

    private static BudgetCounter Counter(string budget, long limit = 1_000, string scope = "", params int[] thresholds) => new()
    {
        Budget = budget,
        Unit = BudgetUnit.Usd,
        Scope = scope,
        WindowStart = DateTimeOffset.UnixEpoch,
        Limit = limit,
        Thresholds = thresholds,
    };

    private static BudgetCounter Rolling(int? minutes = null) => new()
    {
        Budget = "rolling",
        Unit = BudgetUnit.Tokens,
        WindowStart = DateTimeOffset.UnixEpoch,
        BucketLength = minutes is null ? TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(minutes.Value),
        Buckets = 12,
        Limit = 1_000,
    };

    private static async Task<(long Spent, long Reserved)> ReadAsync(FileBudgetStore store, BudgetCounter counter)
    {
        var reading = (await store.ReadAsync([counter], Token))[0];
        return (reading.Spent, reading.Reserved);
    }

    private static async Task<string> StateAsync(FileBudgetStore store, BudgetCounter[] counters) =>
        string.Join(", ", await store.ReadAsync(counters, Token));

    private static ValueTask SettleAsync(FileBudgetStore store, BudgetHold hold, long actual)
    {
        for (var i = 0; i < hold.Count; i++)
        {
            hold[i].Actual = actual;
        }

        return store.SettleAsync(hold, Token);
    }

    private Task<IOException> SpendUntilItFailsAsync(FileBudgetStore store) => Assert.ThrowsAsync<IOException>(async () =>
    {
        while (true)
        {
            await SpendAsync(store, Counter("b", limit: 1_000_000), 1);
            await store.FlushAsync(Token);
        }
    });

    private static async Task FlushEventuallyAsync(FileBudgetStore store)
    {
        while (true)
        {
            try
            {
                await store.FlushAsync(Token);
                return;
            }
            catch (IOException)
            {
                // This flush started before the disk had free space again.
            }
        }
    }

    private static FileInfo JournalOf(DirectoryInfo folder) => folder.GetFiles("journal-*").Single();

    private FileBudgetStore Open() => new(_folder.FullName, _clock);

    private BudgetHold Hold(BudgetCounter[] counters, long amount, long floor)
    {
        var hold = new BudgetHold();
        hold.Begin(_clock.GetUtcNow(), s_lease);
        foreach (var counter in counters)
        {
            hold.Add(counter, amount, amount, floor);
        }

        return hold;
    }

    private Task<BudgetHold> ReserveAsync(FileBudgetStore store, BudgetCounter counter, long amount, long floor) =>
        ReserveAsync(store, [counter], amount, floor);

    private async Task<BudgetHold> ReserveAsync(FileBudgetStore store, BudgetCounter[] counters, long amount, long floor)
    {
        var hold = Hold(counters, amount, floor);
        Assert.Equal(BudgetVerdict.Granted, (await store.ReserveAsync(hold, Token)).Verdict);
        return hold;
    }

    /// <summary>Reserves and settles an amount, and returns the threshold that was reached.</summary>
    private async Task<int> SpendAsync(FileBudgetStore store, BudgetCounter counter, long amount)
    {
        var hold = await ReserveAsync(store, counter, amount, floor: 0);
        await SettleAsync(store, hold, amount);
        return hold[0].ReachedThreshold;
    }

    /// <summary>Returns a new folder with the first bytes of a journal.</summary>
    private string Cut(byte[] bytes, int length)
    {
        var copy = Directory.CreateDirectory(Path.Combine(_folder.FullName, $"cut{length}")).FullName;
        File.WriteAllBytes(Path.Combine(copy, JournalOf(_folder).Name), bytes[..length]);
        return copy;
    }
}
