using FsCheck.Xunit;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>Contains the rules that apply to every budget store.</summary>
public abstract class BudgetStoreConformanceTests
{
    /// <summary>The lease of reservations, which is longer than any test.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>The number of calls that each thread makes concurrently with the other threads.</summary>
    protected virtual int ParallelCalls => 5_000;

    /// <summary>Creates an empty store.</summary>
    protected abstract ValueTask<StoreUnderTest> CreateAsync();

    [Fact]
    public async Task Reserve_WithRoomForTheMaximum_GrantsTheMaximum()
    {
        await using var test = await CreateAsync();

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 10, maximum: 30);

        Assert.Equal(BudgetVerdict.Granted, verdict);
        Assert.Equal((30, 0, 30, 100), (hold[0].Granted, hold[0].Spent, hold[0].Reserved, hold[0].Limit));
        Assert.Equal((false, BudgetClaimState.Open), (hold[0].IsOver, hold[0].State));
    }

    [Fact]
    public async Task Reserve_WithRoomForTheMinimum_GrantsTheRemainder()
    {
        await using var test = await CreateAsync();
        await ReserveAsync(test, Counter(limit: 100), minimum: 75, maximum: 75);

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 10, maximum: 30);

        Assert.Equal(BudgetVerdict.Granted, verdict);
        Assert.Equal((25, 100), (hold[0].Granted, hold[0].Reserved));
    }

    [Fact]
    public async Task Reserve_ExactlyTheLimit_IsGranted()
    {
        await using var test = await CreateAsync();

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 100, maximum: 100);

        Assert.Equal((BudgetVerdict.Granted, 100), (verdict, hold[0].Granted));
    }

    [Fact]
    public async Task Reserve_WithoutRoomForTheMinimum_IsRefusedAndReservesNothing()
    {
        await using var test = await CreateAsync();
        await ReserveAsync(test, Counter(limit: 100), minimum: 91, maximum: 91);

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 10, maximum: 30);

        Assert.Equal(BudgetVerdict.Refused, verdict);
        Assert.Equal((0, 0, 91, 100), (hold[0].Granted, hold[0].Spent, hold[0].Reserved, hold[0].Limit));
        Assert.Equal((true, BudgetClaimState.None, (TimeSpan?)null), (hold[0].IsOver, hold[0].State, hold[0].RetryAfter));
        Assert.Equal((0, 91), await ReadAsync(test, Counter(limit: 100)));
    }

    [Theory]
    [InlineData(0, BudgetVerdict.Granted)]
    [InlineData(1, BudgetVerdict.Refused)]
    public async Task Reserve_WithALimitOfZero_GrantsOnlyZero(long minimum, BudgetVerdict expected)
    {
        await using var test = await CreateAsync();

        var (verdict, _) = await ReserveAsync(test, Counter(limit: 0), minimum, maximum: minimum);

        Assert.Equal(expected, verdict);
    }

    [Fact]
    public async Task Reserve_WithoutClaims_IsGranted()
    {
        await using var test = await CreateAsync();
        var hold = new BudgetHold();
        hold.Begin(test.Now, Lease);

        Assert.Equal(BudgetVerdict.Granted, (await test.ReserveAsync(hold)).Verdict);
        await test.SettleAsync(hold);
    }

    [Fact]
    public async Task Reserve_SeveralCounters_ReservesInAllOrNone()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters = [Counter("wide", limit: 1_000), Counter("full", limit: 10), Counter("other", limit: 1_000)];

        var (verdict, hold) = await ReserveAsync(test, counters, minimum: 20, maximum: 50);

        Assert.Equal(BudgetVerdict.Refused, verdict);
        Assert.Equal([false, true, false], Claims(hold).Select(claim => claim.IsOver));
        Assert.All(Claims(hold), claim => Assert.Equal((0, 0, 0), (claim.Granted, claim.Spent, claim.Reserved)));
        Assert.All(await test.ReadAsync(counters), reading => Assert.Equal((0, 0), (reading.Spent, reading.Reserved)));
    }

    [Fact]
    public async Task Reserve_SeveralCounters_GrantsTheRemainderOfEach()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters = [Counter("wide", limit: 1_000), Counter("narrow", limit: 30), Counter("other", limit: 40)];

        var (_, hold) = await ReserveAsync(test, counters, minimum: 20, maximum: 50);

        Assert.Equal([50, 30, 40], Claims(hold).Select(claim => claim.Granted));
    }

    [Fact]
    public async Task Reserve_CountersThatDifferInOneProperty_AreSeparate()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters =
        [
            Counter("a", limit: 10),
            Counter("b", limit: 10),
            Counter("a", limit: 10, unit: BudgetUnit.Tokens),
            Counter("a", limit: 10, scope: "user=1"),
            Counter("a", limit: 10, scope: "user=2"),
            Window("a", limit: 10, test.Now.AddHours(-1)),
            Window("a", limit: 10, test.Now.AddHours(-2)),
        ];

        foreach (var counter in counters)
        {
            Assert.Equal(BudgetVerdict.Granted, (await ReserveAsync(test, counter, minimum: 10, maximum: 10)).Verdict);
            Assert.Equal(BudgetVerdict.Refused, (await ReserveAsync(test, counter, minimum: 1, maximum: 1)).Verdict);
        }
    }

    [Fact]
    public async Task Reserve_WithALowerLimit_KeepsTheSpendAndRefuses()
    {
        await using var test = await CreateAsync();
        await SpendAsync(test, Counter(limit: 100), 50);

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 40), minimum: 1, maximum: 1);

        Assert.Equal((BudgetVerdict.Refused, 50, 40), (verdict, hold[0].Spent, hold[0].Limit));
    }

    [Fact]
    public async Task Reserve_Twice_ReservesOnce()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);

        var again = await test.ReserveAsync(hold);

        Assert.Equal((BudgetVerdict.Granted, 40), (again.Verdict, hold[0].Granted));
        Assert.Equal((0, 40), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Reserve_AfterARefusal_CanBeGranted()
    {
        await using var test = await CreateAsync();
        var (_, first) = await ReserveAsync(test, Counter(limit: 100), minimum: 100, maximum: 100);
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);
        await SettleAsync(test, first, 0);

        Assert.Equal(BudgetVerdict.Granted, (await test.ReserveAsync(hold)).Verdict);
        Assert.Equal((0, 40), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Reserve_InAWindowThatHasEnded_IsStale()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters = [Counter(limit: 100), Window("a", limit: 100, test.Now.AddHours(-25))];

        var (verdict, _) = await ReserveAsync(test, counters, minimum: 1, maximum: 1);

        Assert.Equal(BudgetVerdict.StaleWindow, verdict);
        Assert.Equal((0, 0), await ReadAsync(test, counters[0]));
    }

    [Fact]
    public async Task Reserve_InAWindowThatHasNotStarted_IsStale()
    {
        await using var test = await CreateAsync();

        var (verdict, _) = await ReserveAsync(test, Window("a", limit: 100, test.Now.AddHours(1)), minimum: 1, maximum: 1);

        Assert.Equal(BudgetVerdict.StaleWindow, verdict);
    }

    [Fact]
    public async Task Reserve_ReportsTheTimeOfTheStore()
    {
        await using var test = await CreateAsync();
        var hold = new BudgetHold();
        hold.Begin(test.Now, Lease);
        hold.Add(Counter(limit: 100), 1, 1, 0);

        var reply = await test.ReserveAsync(hold);

        Assert.InRange(reply.Now, test.Now.AddMinutes(-1), test.Now.AddMinutes(1));
    }

    [Fact]
    public async Task Reserve_OfAShadow_IsGrantedTheMaximum_AndReportsTheExcess()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters = [Counter("shadow", limit: 10, isShadow: true), Counter("real", limit: 100)];

        var (verdict, hold) = await ReserveAsync(test, counters, minimum: 20, maximum: 30);

        Assert.Equal(BudgetVerdict.Granted, verdict);
        Assert.Equal([(30L, true), (30L, false)], Claims(hold).Select(claim => (claim.Granted, claim.IsOver)));
        Assert.Equal((0, 30), await ReadAsync(test, counters[0]));
    }

    [Fact]
    public async Task Reserve_OfAShadow_ReservesNothing_IfAnotherCounterRefuses()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters = [Counter("shadow", limit: 10, isShadow: true), Counter("real", limit: 10)];

        var (verdict, hold) = await ReserveAsync(test, counters, minimum: 20, maximum: 30);

        Assert.Equal(BudgetVerdict.Refused, verdict);
        Assert.Equal([true, true], Claims(hold).Select(claim => claim.IsOver));
        Assert.Equal((0, 0), await ReadAsync(test, counters[0]));
    }

    [Fact]
    public async Task Settle_ReplacesTheReservation()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);

        await SettleAsync(test, hold, 25);

        Assert.Equal((25, 0, BudgetClaimState.Open), (hold[0].Spent, hold[0].Reserved, hold[0].State));
        Assert.Equal((25, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Settle_MoreThanTheLimit_IsRecorded()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);

        await SettleAsync(test, hold, 250);

        Assert.Equal((250, 0), await ReadAsync(test, Counter(limit: 100)));
        Assert.Equal(BudgetVerdict.Refused, (await ReserveAsync(test, Counter(limit: 100), 1, 1)).Verdict);
    }

    [Fact]
    public async Task Settle_Nothing_ReleasesTheReservation()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40, floor: 10);

        await SettleAsync(test, hold, 0);

        Assert.Equal((0, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Settle_Twice_RecordsOnce()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);
        await SettleAsync(test, hold, 25);

        await SettleAsync(test, hold, 25);

        Assert.Equal(BudgetClaimState.Settled, hold[0].State);
        Assert.Equal((25, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Settle_UnknownReservation_RecordsTheUsageOfTheCall()
    {
        await using var test = await CreateAsync();
        var hold = new BudgetHold();
        hold.Begin(test.Now, Lease);
        hold.Add(Counter(limit: 100), 40, 40, 10);

        await SettleAsync(test, hold, 25);
        Assert.Equal(BudgetClaimState.None, hold[0].State);
        await SettleAsync(test, hold, 25);

        Assert.Equal((25, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Settle_InAWindowThatHasEnded_IsRecordedInThatWindow()
    {
        await using var test = await CreateAsync();
        var ended = Window("a", limit: 100, test.Now.AddHours(-24).AddMinutes(-5));
        var hold = new BudgetHold();
        hold.Begin(test.Now.AddMinutes(-10), Lease);
        hold.Add(ended, 40, 40, 10);

        await SettleAsync(test, hold, 25);

        Assert.Equal((25, 0), await ReadAsync(test, ended));
        Assert.Equal((0, 0), await ReadAsync(test, Window("a", limit: 100, ended.WindowEnd!.Value)));
    }

    [Fact]
    public async Task Settle_ReusedHold_IsANewReservation()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);
        await SettleAsync(test, hold, 25);

        hold.Begin(test.Now, Lease);
        hold.Add(Counter(limit: 100), 30, 30, 0);
        await test.ReserveAsync(hold);

        Assert.Equal((25, 30), await ReadAsync(test, Counter(limit: 100)));
        await SettleAsync(test, hold, 5);
        Assert.Equal((30, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Reserve_WithAnUnsettledHold_KeepsItsEarlierReservation()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);

        hold.Begin(test.Now, Lease);
        hold.Add(Counter(limit: 100), 30, 30, 0);
        await test.ReserveAsync(hold);
        await SettleAsync(test, hold, 5);

        Assert.Equal((5, 40), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Extend_WithRoom_ReservesMore()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);

        var isExtended = await ExtendAsync(test, hold, 60);

        Assert.True(isExtended);
        Assert.Equal((100, 100, 0), (hold[0].Granted, hold[0].Reserved, hold[0].Extension));
        await SettleAsync(test, hold, 90);
        Assert.Equal((90, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Extend_WithoutRoom_ReservesNothingMore()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);

        var isExtended = await ExtendAsync(test, hold, 61);

        Assert.False(isExtended);
        Assert.Equal((40, 40, true), (hold[0].Granted, hold[0].Reserved, hold[0].IsOver));
        Assert.Equal((0, 40), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Extend_SeveralCounters_ExtendsAllOrNone()
    {
        await using var test = await CreateAsync();
        BudgetCounter[] counters = [Counter("wide", limit: 1_000), Counter("narrow", limit: 50)];
        var (_, hold) = await ReserveAsync(test, counters, minimum: 40, maximum: 40);

        Assert.False(await ExtendAsync(test, hold, 20));

        Assert.All(await test.ReadAsync(counters), reading => Assert.Equal(40, reading.Reserved));
    }

    [Fact]
    public async Task Extend_Repeated_ReservesOnce()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);
        await ExtendAsync(test, hold, 20);

        Assert.True(await test.ExtendAsync(hold));

        Assert.Equal((0, 60), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Extend_Settled_IsRefused()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 40, maximum: 40);
        await SettleAsync(test, hold, 5);

        Assert.False(await ExtendAsync(test, hold, 20));

        Assert.Equal((5, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Extend_OfAShadow_IsNeverRefused()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 10, isShadow: true), minimum: 40, maximum: 40);

        Assert.True(await ExtendAsync(test, hold, 20));

        Assert.Equal((60, true), (hold[0].Granted, hold[0].IsOver));
    }

    [Fact]
    public async Task Renew_Unknown_ReservesItAgain()
    {
        await using var test = await CreateAsync();
        var hold = new BudgetHold();
        hold.Begin(test.Now, Lease);
        hold.Add(Counter(limit: 100), 40, 40, 10).Granted = 40;

        await test.RenewAsync(hold);
        await test.RenewAsync(hold);

        Assert.Equal((0, 40), await ReadAsync(test, Counter(limit: 100)));
        await SettleAsync(test, hold, 25);
        Assert.Equal((25, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Renew_SettledOrRefused_ReservesNothing()
    {
        await using var test = await CreateAsync();
        var (_, settled) = await ReserveAsync(test, Counter(limit: 100), minimum: 100, maximum: 100);
        var (_, refused) = await ReserveAsync(test, Counter(limit: 100), minimum: 1, maximum: 1);
        await SettleAsync(test, settled, 25);

        await test.RenewAsync(settled, refused);

        Assert.Equal((25, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Reserve_OfARollingWindow_RefusesUntilEnoughSpendExpires()
    {
        await using var test = await CreateAsync();
        var rolling = Rolling(limit: 100, bucket: TimeSpan.FromMinutes(5), buckets: 12);
        await SpendAsync(test, rolling, 80);

        var (verdict, hold) = await ReserveAsync(test, rolling, minimum: 30, maximum: 30);

        Assert.Equal((BudgetVerdict.Refused, 80), (verdict, hold[0].Spent));
        Assert.InRange(hold[0].RetryAfter!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(65));
    }

    [Fact]
    public async Task Reserve_OfARollingWindowWithReservationsOnly_CanBeRetriedImmediately()
    {
        await using var test = await CreateAsync();
        var rolling = Rolling(limit: 100, bucket: TimeSpan.FromMinutes(5), buckets: 12);
        await ReserveAsync(test, rolling, minimum: 80, maximum: 80);

        var (_, hold) = await ReserveAsync(test, rolling, minimum: 30, maximum: 30);

        Assert.Equal(TimeSpan.Zero, hold[0].RetryAfter);
    }

    [Fact]
    public async Task Reserve_OfMoreThanARollingWindowAllows_HasNoRetryTime()
    {
        await using var test = await CreateAsync();

        var (verdict, hold) = await ReserveAsync(
            test, Rolling(limit: 100, bucket: TimeSpan.FromMinutes(5), buckets: 12), minimum: 101, maximum: 101);

        Assert.Equal((BudgetVerdict.Refused, (TimeSpan?)null), (verdict, hold[0].RetryAfter));
    }

    [Fact]
    public async Task Settle_ThatReachesThresholds_ReportsTheHighestOnce()
    {
        await using var test = await CreateAsync();
        var counter = Counter(limit: 100, thresholds: [50, 80, 95]);

        Assert.Equal(0, await SpendAsync(test, counter, 49));
        Assert.Equal(50, await SpendAsync(test, counter, 1));
        Assert.Equal(0, await SpendAsync(test, counter, 1));
        Assert.Equal(95, await SpendAsync(test, counter, 49));
        Assert.Equal(0, await SpendAsync(test, counter, 0));
    }

    [Fact]
    public async Task Reserve_AboveAThreshold_ReportsNothing()
    {
        await using var test = await CreateAsync();
        var counter = Counter(limit: 100, thresholds: [50]);
        var (_, hold) = await ReserveAsync(test, counter, minimum: 90, maximum: 90);

        Assert.Equal(0, hold[0].ReachedThreshold);
        await SettleAsync(test, hold, 10);
        Assert.Equal(0, hold[0].ReachedThreshold);
    }

    [Fact]
    public async Task Settle_AfterTheLimitWasRaised_ReportsTheThresholdAgain()
    {
        await using var test = await CreateAsync();
        await SpendAsync(test, Counter(limit: 100, thresholds: [80]), 80);

        Assert.Equal(0, await SpendAsync(test, Counter(limit: 200, thresholds: [80]), 1));
        Assert.Equal(80, await SpendAsync(test, Counter(limit: 200, thresholds: [80]), 79));
        Assert.Equal(0, await SpendAsync(test, Counter(limit: 200, thresholds: [80]), 1));
    }

    [Fact]
    public async Task Settle_InAnotherScope_ReportsItsOwnThreshold()
    {
        await using var test = await CreateAsync();

        Assert.Equal(80, await SpendAsync(test, Counter(limit: 100, scope: "user=1", thresholds: [80]), 80));
        Assert.Equal(80, await SpendAsync(test, Counter(limit: 100, scope: "user=2", thresholds: [80]), 80));
    }

    [Fact]
    public async Task Increase_AddsToTheLimitOfItsScope()
    {
        await using var test = await CreateAsync();
        await SpendAsync(test, Counter(limit: 100, scope: "user=1"), 100);
        await SpendAsync(test, Counter(limit: 100, scope: "user=2"), 100);

        await test.IncreaseAsync(Increase(test, 50, scope: "user=1"));

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 100, scope: "user=1"), minimum: 50, maximum: 80);
        Assert.Equal((BudgetVerdict.Granted, 50, 150), (verdict, hold[0].Granted, hold[0].Limit));
        Assert.Equal(
            BudgetVerdict.Refused, (await ReserveAsync(test, Counter(limit: 100, scope: "user=2"), 1, 1)).Verdict);
        var readings = await test.ReadAsync(
            [Counter(limit: 100, scope: "user=1"), Counter(limit: 100, scope: "user=2"), Counter(limit: 100, scope: "user=3")]);
        Assert.Equal([50, 0, 0], readings.Select(reading => reading.Increase));
    }

    [Fact]
    public async Task Increase_BeforeTheFirstCall_Applies()
    {
        await using var test = await CreateAsync();
        await test.IncreaseAsync(Increase(test, 50));

        Assert.Equal(BudgetVerdict.Granted, (await ReserveAsync(test, Counter(limit: 100), 150, 150)).Verdict);
        Assert.Equal(50, (await test.ReadAsync([Counter(limit: 100)]))[0].Increase);
    }

    [Fact]
    public async Task Increase_Twice_AppliesOnce()
    {
        await using var test = await CreateAsync();
        var increase = Increase(test, 50);
        await test.IncreaseAsync(increase);

        await test.IncreaseAsync(increase);

        Assert.Equal(150, (await ReserveAsync(test, Counter(limit: 100), 1, 1)).Hold[0].Limit);
        Assert.Equal([increase], await test.ReadIncreasesAsync());
    }

    [Fact]
    public async Task Increases_AddUp()
    {
        await using var test = await CreateAsync();
        await test.IncreaseAsync(Increase(test, 50));
        await test.IncreaseAsync(Increase(test, 25));

        Assert.Equal(175, (await ReserveAsync(test, Counter(limit: 100), 1, 1)).Hold[0].Limit);
    }

    [Fact]
    public async Task Increase_OutsideItsTime_DoesNotApply()
    {
        await using var test = await CreateAsync();
        await test.IncreaseAsync(
            Increase(test, 50) with { From = test.Now.AddHours(-2), Until = test.Now.AddHours(-1) });
        await test.IncreaseAsync(Increase(test, 25) with { From = test.Now.AddHours(1), Until = test.Now.AddHours(2) });

        Assert.Equal(100, (await ReserveAsync(test, Counter(limit: 100), 1, 1)).Hold[0].Limit);
        Assert.Equal(2, (await test.ReadIncreasesAsync()).Count);
    }

    [Fact]
    public async Task Increases_AreReadPerBudget_NewestFirst()
    {
        await using var test = await CreateAsync();
        var old = Increase(test, 50) with { From = test.Now.AddMinutes(-2) };
        var other = Increase(test, 60) with { From = test.Now.AddMinutes(-1), Budget = "b" };
        var latest = Increase(test, 70);
        foreach (var increase in (BudgetIncrease[])[old, other, latest])
        {
            await test.IncreaseAsync(increase);
        }

        Assert.Equal([latest, other, old], await test.ReadIncreasesAsync());
        Assert.Equal([latest, old], await test.ReadIncreasesAsync("a"));
    }

    [Fact]
    public async Task ReadTop_ReturnsTheScopesWithTheHighestSpend()
    {
        await using var test = await CreateAsync();
        foreach (var (scope, spent) in new[] { ("user=1", 10L), ("user=2", 30L), ("user=3", 20L), ("user=4", 0L) })
        {
            await SpendAsync(test, Counter(limit: 100, scope: scope), spent);
        }

        await SpendAsync(test, Counter("b", limit: 100, scope: "user=5"), 99);
        await ReserveAsync(test, Counter(limit: 100, scope: "user=2"), minimum: 5, maximum: 5);

        var top = await test.ReadTopAsync(Counter(limit: 100), 2);
        Assert.Equal(
            [("user=2", 30L, 5L), ("user=3", 20L, 0L)],
            top.Select(reading => (reading.Scope, reading.Spent, reading.Reserved)));
        Assert.Equal(3, (await test.ReadTopAsync(Counter(limit: 100), 10)).Count);
    }

    [Fact]
    public async Task Read_OfAnUnusedCounter_IsZero()
    {
        await using var test = await CreateAsync();

        Assert.Equal((0, 0), await ReadAsync(test, Counter(limit: 100, scope: "user=1")));
        Assert.Empty(await test.ReadTopAsync(Counter(limit: 100), 10));
        Assert.Empty(await test.ReadIncreasesAsync());
    }

    [Property(MaxTest = 60, EndSize = 400)]
    public async Task HistoryOfRandomCommands_HasTheRepliesOfTheModel(uint[] commands)
    {
        await using var test = await CreateAsync();
        var history = new BudgetStoreHistory(test, new(new BudgetStoreModel(test.Clock), test.Clock));

        Assert.Null(await history.RunAsync(commands));
    }

    [Fact]
    public async Task ParallelCalls_NeverExceedTheLimit_AndRecordTheirUsage()
    {
        const int Threads = 4;
        const long Limit = 1_000;
        await using var test = await CreateAsync();
        BudgetCounter[] shared = [Counter("one", Limit), Counter("two", Limit * 2, scope: "user=1")];
        var used = new long[Threads];
        var refused = 0;

        await Parallel.ForAsync(0, Threads, async (thread, _) =>
        {
            var random = new Random((int)thread);
            var hold = new BudgetHold();
            for (var i = 0; i < ParallelCalls; i++)
            {
                hold.Begin(test.Now, Lease);

                // Calls use the counters in both orders, to detect stores whose locks could deadlock.
                hold.Add(shared[i % 2], 1, 1 + random.Next(400), 1);
                hold.Add(shared[1 - (i % 2)], 1, 1 + random.Next(400), 1);
                var reply = await test.ReserveAsync(hold);
                Assert.All(Claims(hold), claim => Assert.InRange(claim.Spent + claim.Reserved, 0, claim.Limit));
                if (reply.Verdict is not BudgetVerdict.Granted)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }

                // Only some of the calls have a cost, so that the limit is never exhausted.
                var cost = i % (ParallelCalls / 100) is 0 ? 1 : 0;
                used[thread] += cost;
                hold[0].Actual = hold[1].Actual = cost;
                await test.SettleAsync(hold);
                Assert.All(Claims(hold), claim => Assert.InRange(claim.Spent + claim.Reserved, 0, claim.Limit));
            }
        });

        Assert.All(
            await test.ReadAsync(shared), reading => Assert.Equal((used.Sum(), 0), (reading.Spent, reading.Reserved)));
        Assert.NotEqual(0, used.Sum());
    }

    protected static BudgetCounter Counter(
        string budget = "a",
        long limit = 100,
        string scope = "",
        BudgetUnit unit = BudgetUnit.Usd,
        bool isShadow = false,
        params int[] thresholds) => new()
        {
            Budget = budget,
            Unit = unit,
            Scope = scope,
            WindowStart = DateTimeOffset.UnixEpoch,
            Limit = limit,
            IsShadow = isShadow,
            Thresholds = thresholds,
        };

    /// <summary>Returns a counter of a window of 24 hours.</summary>
    protected static BudgetCounter Window(string budget, long limit, DateTimeOffset start) => new()
    {
        Budget = budget,
        Unit = BudgetUnit.Usd,
        WindowStart = start,
        WindowEnd = start.AddHours(24),
        Limit = limit,
    };

    protected static BudgetCounter Rolling(long limit, TimeSpan bucket, int buckets) => new()
    {
        Budget = "rolling",
        Unit = BudgetUnit.Usd,
        WindowStart = DateTimeOffset.UnixEpoch,
        BucketLength = bucket,
        Buckets = buckets,
        Limit = limit,
    };

    protected static BudgetIncrease Increase(StoreUnderTest test, long amount, string scope = "") => new()
    {
        Id = Guid.NewGuid(),
        Budget = "a",
        Unit = BudgetUnit.Usd,
        Scope = scope,
        Amount = amount,
        From = test.Now,
        Until = test.Now.AddHours(1),
        Actor = "an operator",
        Reason = "a test",
    };

    protected static Task<(BudgetVerdict Verdict, BudgetHold Hold)> ReserveAsync(
        StoreUnderTest test, BudgetCounter counter, long minimum, long maximum, long floor = 0) =>
        ReserveAsync(test, [counter], minimum, maximum, floor);

    protected static async Task<(BudgetVerdict Verdict, BudgetHold Hold)> ReserveAsync(
        StoreUnderTest test, BudgetCounter[] counters, long minimum, long maximum, long floor = 0)
    {
        var hold = new BudgetHold();
        hold.Begin(test.Now, Lease);
        foreach (var counter in counters)
        {
            hold.Add(counter, minimum, maximum, floor);
        }

        return ((await test.ReserveAsync(hold)).Verdict, hold);
    }

    protected static ValueTask<bool> ExtendAsync(StoreUnderTest test, BudgetHold hold, long extension)
    {
        Claims(hold).ForEach(claim => claim.Extension = extension);
        return test.ExtendAsync(hold);
    }

    protected static ValueTask SettleAsync(StoreUnderTest test, BudgetHold hold, long actual)
    {
        Claims(hold).ForEach(claim => claim.Actual = actual);
        return test.SettleAsync(hold);
    }

    /// <summary>Reserves and settles an amount, and returns the threshold that was reached.</summary>
    protected static async Task<int> SpendAsync(StoreUnderTest test, BudgetCounter counter, long amount)
    {
        var (_, hold) = await ReserveAsync(test, counter, minimum: 0, maximum: amount);
        await SettleAsync(test, hold, amount);
        return hold[0].ReachedThreshold;
    }

    protected static async Task<(long Spent, long Reserved)> ReadAsync(StoreUnderTest test, BudgetCounter counter)
    {
        var reading = (await test.ReadAsync(counter))[0];
        return (reading.Spent, reading.Reserved);
    }

    protected static List<BudgetClaim> Claims(BudgetHold hold) => [.. Enumerable.Range(0, hold.Count).Select(i => hold[i])];
}
