using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>Tests behavior that is specific to the in-memory store. The conformance tests cover all other behavior.</summary>
public sealed class InMemoryBudgetStoreTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ScopesBeyondTheMaximum_ShareOneCounter()
    {
        var store = new InMemoryBudgetStore(_clock, maxCounters: 2);
        await SpendAsync(store, User(1), 10);
        await SpendAsync(store, User(2), 20);
        await SpendAsync(store, User(3), 30);
        await SpendAsync(store, User(4), 40);

        Assert.Equal(BudgetVerdict.Refused, await ReserveAsync(store, User(5), 31));
        Assert.Equal(BudgetVerdict.Granted, await ReserveAsync(store, User(1), 90));
        var readings = await store.ReadAsync([User(1), User(2), User(3), User(4), User(5)], Token);
        Assert.Equal([10, 20, 70, 70, 70], readings.Select(reading => reading.Spent));
        Assert.Equal(["other", "user=2", "user=1"], (await store.ReadTopAsync(User(1), 3, Token)).Select(top => top.Scope));
    }

    [Fact]
    public async Task ScopesBeyondTheMaximum_OfTwoLimitsOfOneCall_ShareTheCounterOfTheirUnit()
    {
        var store = new InMemoryBudgetStore(_clock, maxCounters: 1);
        await SpendAsync(store, User(0), 1);
        var hold = new BudgetHold();
        hold.Begin(_clock.GetUtcNow(), TimeSpan.FromMinutes(2));
        hold.Add(User(1), 60, 60, 0);
        hold.Add(User(2), 60, 60, 0);

        // Both claims use the same counter, whose limit covers only one of them.
        Assert.Equal(BudgetVerdict.Refused, (await store.ReserveAsync(hold, Token)).Verdict);
        Assert.Equal((0, 0), ((await store.ReadAsync([User(1)], Token))[0].Reserved, hold[0].Reserved));
    }

    [Fact]
    public async Task EndedWindows_AreDroppedWhileNewOnesAreUsed()
    {
        var store = new InMemoryBudgetStore(_clock);
        for (var user = 0; user < 1_000; user++)
        {
            await SpendAsync(store, User(user, hour: 0), 1);
        }

        _clock.Advance(TimeSpan.FromHours(2));
        for (var user = 0; user < 1_000; user++)
        {
            await SpendAsync(store, User(user, hour: 2), 1);
        }

        Assert.Equal(1_000, store.Count);
        Assert.Equal(1_000, (await store.ReadTopAsync(User(0, hour: 2), 2_000, Token)).Count);
    }

    /// <summary>
    /// The number and the size of counters are bounded, so the memory of the store is bounded too. Only the allocations of this
    /// thread are measured, because other tests run at the same time.
    /// </summary>
    [Fact]
    public async Task MillionUsers_InEndedWindows_NeedOnlyTheMemoryOfTheLatestWindows()
    {
        const int Users = 100_000;
        const int MaxBytes = 800;
        var store = new InMemoryBudgetStore(_clock);
        var hold = new BudgetHold();
        long largest = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var hour = 0; hour < 10; hour++)
        {
            for (var user = 0; user < Users; user++)
            {
                hold.Begin(_clock.GetUtcNow(), TimeSpan.FromMinutes(2));
                hold.Add(User(user, hour), 1, 1, 1).Actual = 1;
                await store.ReserveAsync(hold, Token);
                await store.SettleAsync(hold, Token);
            }

            largest = Math.Max(largest, store.Count);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.InRange(largest, Users, 3 * Users);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (10 * Users), 1, MaxBytes);
    }

    [Fact]
    public async Task EndedWindows_MakeRoomIfThereAreTooManyCounters()
    {
        var store = new InMemoryBudgetStore(_clock, maxCounters: 10);
        for (var user = 0; user < 10; user++)
        {
            await SpendAsync(store, User(user, hour: 0), 1);
        }

        _clock.Advance(TimeSpan.FromHours(2));
        await SpendAsync(store, User(0, hour: 2), 1);

        Assert.Equal("user=0", (await store.ReadTopAsync(User(0, hour: 2), 1, Token)).Single().Scope);
    }

    [Fact]
    public async Task EndedWindow_WithAnOpenReservation_IsKept()
    {
        var store = new InMemoryBudgetStore(_clock);
        var hold = new BudgetHold();
        hold.Begin(_clock.GetUtcNow(), TimeSpan.FromHours(9));
        hold.Add(User(0, hour: 0), 10, 10, 0);
        await store.ReserveAsync(hold, Token);
        _clock.Advance(TimeSpan.FromHours(3));
        await SpendAsync(store, User(0, hour: 3), 1);

        hold[0].Actual = 7;
        await store.SettleAsync(hold, Token);

        Assert.Equal((7, 0), (hold[0].Spent, hold[0].Reserved));
        Assert.Equal(7, (await store.ReadAsync([User(0, hour: 0)], Token))[0].Spent);
    }

    /// <summary>
    /// A rolling window, such as a rate limit per user, has no end. Its counter becomes empty if nothing is spent for the length
    /// of the window.
    /// </summary>
    [Fact]
    public async Task IdleRollingWindow_IsDropped_AndCanBeUsedAgain()
    {
        var store = new InMemoryBudgetStore(_clock);
        var kept = Rolling(1);
        await SpendAsync(store, kept, 60);
        _clock.Advance(TimeSpan.FromHours(3));
        await SpendAsync(store, Rolling(2), 1);
        Assert.Equal(1, store.Count);

        await SpendAsync(store, kept, 50);

        Assert.Equal(2, store.Count);
        Assert.Equal(50, (await store.ReadAsync([Rolling(1)], Token))[0].Spent);
    }

    [Fact]
    public async Task RollingWindowInUse_IsNotDropped()
    {
        var store = new InMemoryBudgetStore(_clock);
        for (var minute = 0; minute < 200; minute++)
        {
            await SpendAsync(store, Rolling(1), 5);
            await SpendAsync(store, User(minute), 1);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(5, (await store.ReadAsync([Rolling(1)], Token))[0].Spent);
        Assert.Equal(201, store.Count);
    }

    /// <summary>
    /// If the store ignored that the clock was set back, earlier spend would count until the clock reaches the old time again.
    /// </summary>
    [Fact]
    public async Task RollingWindow_AfterTheClockWasSetBack_ExpiresAfterItsLength()
    {
        var clock = new AdjustableClock();
        var store = new InMemoryBudgetStore(clock);
        clock.Now = clock.Now.AddYears(1);
        await SpendAsync(store, Rolling(1), 60, clock);
        clock.Now = clock.Now.AddYears(-1);

        Assert.Equal(BudgetVerdict.Refused, await ReserveAsync(store, Rolling(1), 60, clock));
        clock.Now = clock.Now.AddSeconds(66);
        Assert.Equal(BudgetVerdict.Granted, await ReserveAsync(store, Rolling(1), 60, clock));
    }

    [Fact]
    public async Task Lease_DoesNotEndIfTheClockIsSetForward()
    {
        var clock = new AdjustableClock();
        var store = new InMemoryBudgetStore(clock);
        await ReserveAsync(store, User(1), 60, clock);

        clock.Now = clock.Now.AddHours(1);

        Assert.Equal(60, (await store.ReadAsync([User(1)], Token))[0].Reserved);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AmountsThatAreTooLarge_NeitherOverflowNorBecomeNegative(bool isShadow)
    {
        var store = new InMemoryBudgetStore(_clock);
        var counter = User(1, isShadow: isShadow, limit: long.MaxValue);
        List<BudgetHold> holds = [];
        for (var call = 0; call < 3; call++)
        {
            var hold = new BudgetHold();
            hold.Begin(_clock.GetUtcNow(), TimeSpan.FromMinutes(2));
            hold.Add(counter, 0, long.MaxValue, 0).Actual = long.MaxValue;
            await store.ReserveAsync(hold, Token);
            Assert.Equal(long.MaxValue, hold[0].Reserved);
            holds.Add(hold);
        }

        foreach (var hold in holds)
        {
            await store.SettleAsync(hold, Token);
            Assert.Equal(long.MaxValue, hold[0].Spent);
            Assert.InRange(hold[0].Reserved, 0, long.MaxValue);
        }

        Assert.Equal(0, holds[^1][0].Reserved);
        Assert.Equal(isShadow ? BudgetVerdict.Granted : BudgetVerdict.Refused, await ReserveAsync(store, counter, 1));
    }

    [Fact]
    public void ReserveAndSettle_AllocateNothing()
    {
        var ledger = new BudgetLedger(TimeProvider.System, maxCounters: 100);
        var hold = new BudgetHold();
        BudgetCounter[] counters = [User(1, limit: long.MaxValue), User(2, limit: long.MaxValue), User(3, limit: long.MaxValue)];
        Call();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            Call();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Call()
        {
            hold.Begin(DateTimeOffset.UnixEpoch.AddYears(56), TimeSpan.FromMinutes(2));
            foreach (var counter in counters)
            {
                hold.Add(counter, 1, 10, 1).Actual = 5;
            }

            ledger.Reserve(hold);
            ledger.Settle(hold);
        }
    }

    /// <summary>
    /// When the timer renews a reservation, the call may have just been settled, and its reservation object may be in use for
    /// another call.
    /// </summary>
    [Fact]
    public async Task Renew_WhileCallsSettleAndReuseTheirReservations_AffectsNoCall()
    {
        const int Calls = 20_000;
        var store = new InMemoryBudgetStore();
        var hold = new BudgetHold();
        hold.Begin(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        using var isDone = new CancellationTokenSource();
        var renewing = Task.Run(
            async () =>
            {
                while (!isDone.IsCancellationRequested)
                {
                    await store.RenewAsync([hold], Token);
                }
            },
            Token);

        for (var call = 0; call < Calls; call++)
        {
            hold.Begin(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
            hold.Add(User(call % 3, limit: long.MaxValue), 1, 10, 1).Actual = 1;
            if (call % 2 is 0)
            {
                hold.Add(User(3, limit: long.MaxValue), 1, 10, 1).Actual = 1;
            }

            Assert.Equal(BudgetVerdict.Granted, (await store.ReserveAsync(hold, Token)).Verdict);
            await store.SettleAsync(hold, Token);
        }

        await isDone.CancelAsync();
        await renewing;
        var readings = await store.ReadAsync([User(0), User(1), User(2), User(3)], Token);
        Assert.Equal(Calls * 3 / 2, readings.Sum(reading => reading.Spent));
        Assert.All(readings, reading => Assert.Equal(0, reading.Reserved));
    }

    private static BudgetCounter Rolling(int user) => new()
    {
        Budget = "rate",
        Unit = BudgetUnit.Tokens,
        Scope = $"user={user}",
        WindowStart = DateTimeOffset.UnixEpoch,
        BucketLength = TimeSpan.FromSeconds(5),
        Buckets = 12,
        Limit = 100,
    };

    private static BudgetCounter User(int user, int? hour = null, bool isShadow = false, long limit = 100)
    {
        var start = new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero).AddHours(hour ?? 0);
        return new()
        {
            Budget = "user",
            Unit = BudgetUnit.Usd,
            Scope = $"user={user}",
            WindowStart = hour is null ? DateTimeOffset.UnixEpoch : start,
            WindowEnd = hour is null ? null : start.AddHours(1),
            Limit = limit,
            IsShadow = isShadow,
        };
    }

    private async Task<BudgetVerdict> ReserveAsync(
        InMemoryBudgetStore store, BudgetCounter counter, long amount, TimeProvider? clock = null)
    {
        var hold = new BudgetHold();
        hold.Begin((clock ?? _clock).GetUtcNow(), TimeSpan.FromMinutes(2));
        hold.Add(counter, amount, amount, 0);
        return (await store.ReserveAsync(hold, Token)).Verdict;
    }

    private async Task SpendAsync(InMemoryBudgetStore store, BudgetCounter counter, long amount, TimeProvider? clock = null)
    {
        var hold = new BudgetHold();
        hold.Begin((clock ?? _clock).GetUtcNow(), TimeSpan.FromMinutes(2));
        hold.Add(counter, amount, amount, 0).Actual = amount;
        Assert.Equal(BudgetVerdict.Granted, (await store.ReserveAsync(hold, Token)).Verdict);
        await store.SettleAsync(hold, Token);
    }

    /// <summary>A clock that tests can set. Timestamps that measure durations are not affected.</summary>
    private sealed class AdjustableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
