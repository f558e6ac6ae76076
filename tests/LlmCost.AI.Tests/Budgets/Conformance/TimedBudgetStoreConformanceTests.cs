using FsCheck.Xunit;

namespace LlmCost.AI.Tests.Budgets;

/// <summary>Contains the rules that depend on time, for stores whose clock a test can control.</summary>
public abstract class TimedBudgetStoreConformanceTests : BudgetStoreConformanceTests
{
    private static readonly TimeSpan s_bucket = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task EndOfALease_ChargesTheFloor_AndReleasesTheRest()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 90, maximum: 90, floor: 10);
        test.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(BudgetVerdict.Refused, (await ReserveAsync(test, Counter(limit: 100), 90, 90)).Verdict);

        test.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((10, 0), await ReadAsync(test, Counter(limit: 100)));
        var (verdict, next) = await ReserveAsync(test, Counter(limit: 100), minimum: 90, maximum: 90);
        Assert.Equal((BudgetVerdict.Granted, 10, 90), (verdict, next[0].Spent, next[0].Reserved));
        Assert.Equal(90, hold[0].Granted);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(0)]
    public async Task Settle_AfterTheLeaseEnded_CorrectsTheFloor(long actual)
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 90, maximum: 90, floor: 10);
        test.Advance(Lease);

        await SettleAsync(test, hold, actual);

        Assert.Equal((actual, 0, BudgetClaimState.Expired), (hold[0].Spent, hold[0].Reserved, hold[0].State));
        await SettleAsync(test, hold, actual);
        Assert.Equal((actual, 0), await ReadAsync(test, Counter(limit: 100)));
        Assert.Equal(BudgetClaimState.Settled, hold[0].State);
    }

    [Fact]
    public async Task Settle_AfterTheLeaseEnded_ConsidersTheThresholdReachedByTheFloor()
    {
        await using var test = await CreateAsync();
        var counter = Counter(limit: 100, thresholds: [50]);
        await ReserveAsync(test, counter, minimum: 60, maximum: 60, floor: 60);
        test.Advance(Lease);

        Assert.Equal(50, await SpendAsync(test, counter, 1));
        Assert.Equal(0, await SpendAsync(test, counter, 1));
    }

    [Fact]
    public async Task Renew_ExtendsTheLease()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 90, maximum: 90, floor: 10);
        test.Advance(Lease * 0.75);
        await test.RenewAsync(hold);

        test.Advance(Lease * 0.75);
        Assert.Equal((0, 90), await ReadAsync(test, Counter(limit: 100)));

        test.Advance(Lease * 0.25);
        Assert.Equal((10, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    /// <summary>
    /// After the lease has ended, other calls may have spent the released amount, so the reservation can't be restored. The
    /// settlement of the call later corrects the floor that was charged.
    /// </summary>
    [Fact]
    public async Task Renew_AfterTheLeaseEnded_LeavesTheFloorCharged()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 90, maximum: 90, floor: 10);
        test.Advance(Lease);

        await test.RenewAsync(hold);

        Assert.Equal(BudgetClaimState.Expired, hold[0].State);
        Assert.Equal((10, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task Extend_AfterTheLeaseEnded_IsRefused()
    {
        await using var test = await CreateAsync();
        var (_, hold) = await ReserveAsync(test, Counter(limit: 100), minimum: 20, maximum: 20, floor: 10);
        test.Advance(Lease);

        Assert.False(await ExtendAsync(test, hold, 10));

        Assert.Equal(BudgetClaimState.Expired, hold[0].State);
        Assert.Equal((10, 0), await ReadAsync(test, Counter(limit: 100)));
    }

    [Fact]
    public async Task LeasesOfDifferentLengths_EndOnTime()
    {
        await using var test = await CreateAsync();
        foreach (var minutes in new[] { 3, 1, 2 })
        {
            var hold = new BudgetHold();
            hold.Begin(test.Now, TimeSpan.FromMinutes(minutes));
            hold.Add(Counter(limit: 100), minutes * 10, minutes * 10, 0);
            await test.ReserveAsync(hold);
        }

        var reserved = new List<long>();
        for (var minute = 0; minute < 4; minute++)
        {
            reserved.Add((await ReadAsync(test, Counter(limit: 100))).Reserved);
            test.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([60, 50, 30, 0], reserved);
    }

    [Fact]
    public async Task Settle_AfterMidnight_IsRecordedInTheWindowOfAdmission()
    {
        await using var test = await CreateAsync();
        var today = Window("day", limit: 100, test.Now.AddHours(-24).AddMinutes(5));
        var tomorrow = Window("day", limit: 100, today.WindowEnd!.Value);
        var (_, hold) = await ReserveAsync(test, today, minimum: 40, maximum: 40);
        test.Advance(TimeSpan.FromMinutes(6));
        var (verdict, next) = await ReserveAsync(test, tomorrow, minimum: 100, maximum: 100);

        await SettleAsync(test, hold, 25);

        Assert.Equal((BudgetVerdict.Granted, 0, 100), (verdict, next[0].Spent, next[0].Reserved));
        Assert.Equal((25, 0), await ReadAsync(test, today));
        Assert.Equal((0, 100), await ReadAsync(test, tomorrow));
        Assert.Equal(BudgetVerdict.StaleWindow, (await ReserveAsync(test, today, 1, 1)).Verdict);
    }

    [Fact]
    public async Task Settle_AfterTheLeaseAndTheWindowEnded_CorrectsTheWindowOfAdmission()
    {
        await using var test = await CreateAsync();
        var today = Window("day", limit: 100, test.Now.AddHours(-24).AddMinutes(5));
        var (_, hold) = await ReserveAsync(test, today, minimum: 40, maximum: 40, floor: 10);
        test.Advance(TimeSpan.FromMinutes(30));

        await SettleAsync(test, hold, 5);

        Assert.Equal((5, 0), await ReadAsync(test, today));
        Assert.Equal((0, 0), await ReadAsync(test, Window("day", limit: 100, today.WindowEnd!.Value)));
    }

    [Fact]
    public async Task EndedWindow_IsKeptForAnHour()
    {
        await using var test = await CreateAsync();
        var today = Window("day", limit: 100, test.Now.AddHours(-24).AddMinutes(5));
        await SpendAsync(test, today, 40);

        test.Advance(TimeSpan.FromMinutes(59));
        await SpendAsync(test, Counter("b"), 1);

        Assert.Equal((40, 0), await ReadAsync(test, today));
    }

    [Fact]
    public async Task RollingWindow_IgnoresSpendOlderThanItsLength()
    {
        await using var test = await CreateAsync();
        var rolling = Rolling(limit: 100, s_bucket, buckets: 12);
        test.Advance(UntilNextBucket(test));
        await SpendAsync(test, rolling, 60);
        test.Advance(TimeSpan.FromSeconds(20));
        await SpendAsync(test, rolling, 40);

        // The spend expires after the bucket in which it was recorded and twelve further buckets: 65 s in total.
        var (_, refused) = await ReserveAsync(test, rolling, minimum: 60, maximum: 60);
        Assert.Equal(TimeSpan.FromSeconds(65 - 20), refused[0].RetryAfter);
        test.Advance(refused[0].RetryAfter!.Value - TimeSpan.FromTicks(1));
        Assert.Equal((100, 0), await ReadAsync(test, rolling));
        test.Advance(TimeSpan.FromTicks(1));

        Assert.Equal((40, 0), await ReadAsync(test, rolling));
        Assert.Equal(BudgetVerdict.Granted, (await ReserveAsync(test, rolling, 60, 60)).Verdict);
    }

    [Fact]
    public async Task RollingWindow_ReportsWhenEnoughBucketsExpire()
    {
        await using var test = await CreateAsync();
        var rolling = Rolling(limit: 100, s_bucket, buckets: 12);
        test.Advance(UntilNextBucket(test));
        foreach (var amount in new[] { 30, 30, 40 })
        {
            await SpendAsync(test, rolling, amount);
            test.Advance(s_bucket);
        }

        foreach (var (minimum, seconds) in new[] { (1, 65), (30, 65), (31, 70), (60, 70), (61, 75), (100, 75) })
        {
            var (_, hold) = await ReserveAsync(test, rolling, minimum, maximum: minimum);
            Assert.Equal(TimeSpan.FromSeconds(seconds - 15), hold[0].RetryAfter);
        }
    }

    [Fact]
    public async Task RollingWindow_RecordsALateSettlementAtTheTimeOfAdmission()
    {
        await using var test = await CreateAsync();
        var rolling = Rolling(limit: 100, s_bucket, buckets: 12);
        var (_, hold) = await ReserveAsync(test, rolling, minimum: 50, maximum: 50);
        test.Advance(TimeSpan.FromSeconds(70));

        await SettleAsync(test, hold, 50);

        Assert.Equal((0, 0), (hold[0].Spent, hold[0].Reserved));
    }

    [Fact]
    public async Task RollingWindow_ReportsAThresholdAgainAfterItsLength()
    {
        await using var test = await CreateAsync();
        var rolling = new BudgetCounter
        {
            Budget = "rolling",
            Unit = BudgetUnit.Usd,
            WindowStart = DateTimeOffset.UnixEpoch,
            BucketLength = s_bucket,
            Buckets = 12,
            Limit = 100,
            Thresholds = [80],
        };

        Assert.Equal(80, await SpendAsync(test, rolling, 80));
        test.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await SpendAsync(test, rolling, 1));
        test.Advance(TimeSpan.FromSeconds(66));
        Assert.Equal(80, await SpendAsync(test, rolling, 80));
    }

    [Property(MaxTest = 100, EndSize = 300)]
    public async Task RollingWindow_NeverSpendsMoreThanTheLimitInAnySpanOfItsLength(uint[] calls)
    {
        const long Limit = 100;
        await using var test = await CreateAsync();
        var rolling = Rolling(Limit, s_bucket, buckets: 12);
        var span = s_bucket * 12;
        var spent = new List<(DateTimeOffset Time, long Amount)>();
        foreach (var call in calls)
        {
            test.Advance(TimeSpan.FromMilliseconds(call % 977 * 13));
            var (_, hold) = await ReserveAsync(test, rolling, minimum: 1, maximum: 1 + (call % 50));
            spent.Add((test.Now, hold[0].Granted));
            await SettleAsync(test, hold, hold[0].Granted);
        }

        Assert.All(
            spent,
            first => Assert.InRange(
                spent.Where(call => call.Time >= first.Time && call.Time <= first.Time + span).Sum(call => call.Amount),
                0,
                Limit));
    }

    [Fact]
    public async Task Increase_EndsAtItsTime()
    {
        await using var test = await CreateAsync();
        await test.IncreaseAsync(Increase(test, 50));
        await SpendAsync(test, Counter(limit: 100), 120);
        Assert.Equal(BudgetVerdict.Granted, (await ReserveAsync(test, Counter(limit: 100), 1, 1)).Verdict);

        test.Advance(TimeSpan.FromHours(1));

        var (verdict, hold) = await ReserveAsync(test, Counter(limit: 100), 1, 1);
        Assert.Equal((BudgetVerdict.Refused, 100), (verdict, hold[0].Limit));
        Assert.Equal(0, (await test.ReadAsync([Counter(limit: 100)]))[0].Increase);
        Assert.Single(await test.ReadIncreasesAsync());
    }

    [Fact]
    public async Task EndedIncrease_StaysInTheAuditTrail()
    {
        await using var test = await CreateAsync();
        var increase = Increase(test, 50);
        await test.IncreaseAsync(increase);

        test.Advance(TimeSpan.FromDays(29));
        await test.IncreaseAsync(Increase(test, 10));

        Assert.Contains(increase, await test.ReadIncreasesAsync());
    }

    private static TimeSpan UntilNextBucket(StoreUnderTest test) =>
        s_bucket - TimeSpan.FromTicks((test.Now - DateTimeOffset.UnixEpoch).Ticks % s_bucket.Ticks);
}
