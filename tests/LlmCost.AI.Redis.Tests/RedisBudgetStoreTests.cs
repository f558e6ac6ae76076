using System.Diagnostics;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using static LlmCost.AI.Redis.Tests.Books;

namespace LlmCost.AI.Redis.Tests;

[Collection(OneRedis.Name)]
public sealed class RedisBudgetStoreTests(SharedRedis redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReservationOfSeveralCounters_IsOneCommand_AndItsSettlementToo()
    {
        await using var connection = await redis.Server.ConnectAsync();
        var session = new ProfilingSession();
        await using var store = new RedisBudgetStore(connection, SharedRedis.NewGroup());
        BudgetCounter[] counters = [Counter("a", 1_000), Counter("b", 1_000, "user=1"), Counter("c", 1_000, "user=1")];
        await store.SpendAsync(1, counters);
        connection.RegisterProfiler(() => session);

        var hold = await store.ReserveAsync(10, counters);
        var reserve = session.FinishProfiling().Select(command => command.Command).ToList();
        await store.SettleAsync(hold, 10);
        var settle = session.FinishProfiling().Select(command => command.Command).ToList();

        Assert.Equal(["EVAL"], reserve);
        Assert.Equal(["EVAL"], settle);
    }

    [Fact]
    public async Task Amounts_NearTheHighestLimit_AreExact()
    {
        const long Limit = 9_000_000_000_000_001;
        await using var store = NewStore();
        var counter = Counter("a", Limit);
        await store.SpendAsync(8_999_999_999_999_998, counter);

        var hold = await store.ReserveAsync(3, counter);

        Assert.Equal((8_999_999_999_999_998, 3, Limit), (hold[0].Spent, hold[0].Reserved, hold[0].Limit));
        Assert.Equal(BudgetVerdict.Refused, (await store.ReserveAsync(Hold(1, counter), Token)).Verdict);
        await store.SettleAsync(hold, 3);
        Assert.Equal((Limit, 0), await store.ReadAsync(counter));
    }

    [Fact]
    public async Task RepeatedExtend_AfterALostReply_ReservesOnce()
    {
        await using var store = NewStore();
        var hold = await store.ReserveAsync(10, Counter("a", 100));
        for (var i = 0; i < 2; i++)
        {
            (hold[0].Granted, hold[0].Extension) = (10, 20);
            Assert.True(await store.ExtendAsync(hold, Token));
        }

        Assert.Equal((30, 30), (hold[0].Granted, hold[0].Reserved));
        Assert.Equal((0, 30), await store.ReadAsync(Counter("a", 100)));
    }

    [Fact]
    public async Task Increase_ByOneProcess_AppliesToTheNextCallOfAnother()
    {
        var options = SharedRedis.NewGroup();
        await using var first = new RedisBudgetStore(redis.Connection, options);
        await using var second = new RedisBudgetStore(redis.Connection, options);
        await second.SpendAsync(100, Counter("a", 100));
        Assert.Equal(BudgetVerdict.Refused, (await second.ReserveAsync(Hold(50, Counter("a", 100)), Token)).Verdict);

        await first.IncreaseAsync(
            new BudgetIncrease
            {
                Id = Guid.NewGuid(),
                Budget = "a",
                Unit = BudgetUnit.Usd,
                Amount = 50,
                From = DateTimeOffset.UtcNow,
                Until = DateTimeOffset.UtcNow.AddHours(1),
                Actor = "an operator",
                Reason = "a test",
            },
            Token);

        Assert.Equal(150, (await second.ReserveAsync(50, Counter("a", 100)))[0].Limit);
    }

    [Fact]
    public async Task Groups_DoNotShareCounters()
    {
        await using var first = NewStore();
        await using var second = NewStore();

        await first.SpendAsync(100, Counter("a", 100));

        Assert.Equal((0, 0), await second.ReadAsync(Counter("a", 100)));
    }

    [Fact]
    public async Task ScopeValues_WithAKey_AreNotSentToTheServer()
    {
        var options = SharedRedis.NewGroup();
        await using var store = new RedisBudgetStore(redis.Connection, options, scopeKey: "a secret");
        await store.SpendAsync(30, Counter("a", 100, "user=alice"));
        await store.SpendAsync(20, Counter("a", 100, "user=bob"));
        await store.IncreaseAsync(
            new BudgetIncrease
            {
                Id = Guid.NewGuid(),
                Budget = "a",
                Unit = BudgetUnit.Usd,
                Scope = "user=alice",
                Amount = 50,
                From = DateTimeOffset.UtcNow,
                Until = DateTimeOffset.UtcNow.AddHours(1),
                Actor = "an operator",
                Reason = "a test",
            },
            Token);

        var content = await ContentAsync(options.Group);
        Assert.Contains("an operator", content, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", content, StringComparison.Ordinal);
        var top = await store.ReadTopAsync(Counter("a", 100), 10, Token);
        Assert.Equal([30, 20], top.Select(reading => reading.Spent));
        Assert.Equal(150, (await store.ReserveAsync(1, Counter("a", 100, "user=alice")))[0].Limit);
    }

    [Fact]
    public async Task KeysOfAWindow_ExpireAfterItsEnd_RegardlessOfTheLatestCall()
    {
        var options = SharedRedis.NewGroup();
        await using var store = new RedisBudgetStore(redis.Connection, options);
        var end = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).AddHours(2);
        var counter = new BudgetCounter
        {
            Budget = "day",
            Unit = BudgetUnit.Usd,
            Scope = "user=1",
            Limit = 100,
            WindowStart = end.AddHours(-24),
            WindowEnd = end,
        };

        await store.SpendAsync(1, counter);
        var open = await store.ReserveAsync(1, counter);
        await store.SpendAsync(1, counter);

        var keys = KeysOf(options.Group).Where(key => key.Contains("day", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, keys.Count);
        foreach (var key in keys)
        {
            Assert.Equal(end.AddHours(24).UtcDateTime, await redis.Connection.GetDatabase().KeyExpireTimeAsync(key));
        }

        Assert.Equal(1, open[0].Granted);
    }

    [Fact]
    public async Task EveryKey_HasTheTagOfTheGroup_AndAnExpiration_ExceptPermanentKeys()
    {
        var options = SharedRedis.NewGroup();
        await using var store = new RedisBudgetStore(redis.Connection, options);
        var rolling = new BudgetCounter
        {
            Budget = "minute",
            Unit = BudgetUnit.Tokens,
            Scope = "user=1",
            Limit = 100,
            WindowStart = DateTimeOffset.UnixEpoch,
            BucketLength = TimeSpan.FromSeconds(1),
            Buckets = 60,
        };
        var concurrent = new BudgetCounter
        {
            Budget = "flight", Unit = BudgetUnit.Concurrent, Limit = 10, WindowStart = DateTimeOffset.UnixEpoch,
        };
        var hold = await store.ReserveAsync(1, rolling, concurrent, Counter("lifetime", 100));
        await store.SettleAsync(hold, 1);
        await store.ReserveAsync(1, rolling, concurrent, Counter("lifetime", 100));

        var prefix = $"{{llmcost:{options.Group}}}:";
        var lasting = new List<string>();
        foreach (var key in KeysOf(options.Group))
        {
            Assert.StartsWith(prefix, key, StringComparison.Ordinal);
            if (await redis.Connection.GetDatabase().KeyTimeToLiveAsync(key) is null)
            {
                lasting.Add(key[prefix.Length..]);
            }
        }

        Assert.Equal(["b:lifetime:usd::0", "b:lifetime:usd::0:x", "epoch"], lasting.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ScriptFlush_HasNoEffect()
    {
        await using var store = NewStore();
        var counter = Counter("a", 100);
        var hold = await store.ReserveAsync(10, counter);

        await redis.Connection.GetServer(redis.Server.Address).ScriptFlushAsync();
        await store.SettleAsync(hold, 7);
        await redis.Connection.GetServer(redis.Server.Address).ScriptFlushAsync();

        Assert.Equal(7, (await store.ReserveAsync(10, counter))[0].Spent);
    }

    [Fact]
    public async Task LeasesOfManyReservations_EndInSmallSteps()
    {
        await using var store = NewStore();
        var counter = Counter("a", 1_000);
        for (var index = 0; index < 100; index++)
        {
            var hold = new BudgetHold();
            hold.Begin(DateTimeOffset.UtcNow, TimeSpan.FromMilliseconds(1));
            hold.Add(counter, 3, 3, 2);
            await store.ReserveAsync(hold, Token);
        }

        // Each command processes at most 32 ended leases, so several commands are necessary.
        await Poll.UntilAsync(
            _ => store.ReadAsync(counter),
            accept: reading => reading == (200, 0),
            explain: reading => $"{reading}",
            Token);
        Assert.Equal(1_000 - 200, (await store.ReserveAsync(800, counter))[0].Granted);
    }

    [Fact]
    public async Task UnresponsiveServer_TimesOut_AndWorksAgainLater()
    {
        await using var server = await RedisServer.StartAsync();
        var options = new BudgetStoreOptions { Timeout = TimeSpan.FromMilliseconds(200) };
        await using var store = new RedisBudgetStore(server.ConnectionString, options);
        var counter = Counter("a", 100);
        await UntilConnectedAsync(() => store.ReserveAsync(10, counter));
        var hold = Hold(10, counter);

        await server.StopProcessAsync();
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<TimeoutException>(() => store.ReserveAsync(hold, Token).AsTask());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(5));
        await server.ContinueProcessAsync();

        // The server applies the timed-out command late, so the hold is reserved twice unless the server detects the repetition.
        await UntilConnectedAsync(async () =>
        {
            await store.ReserveAsync(hold, Token);
            return hold;
        });
        Assert.Equal((10, 20), (hold[0].Granted, hold[0].Reserved));
    }

    [Fact]
    public async Task UnreachableServer_FailsImmediately()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = new RedisBudgetStore(
            server.ConnectionString, new BudgetStoreOptions { Timeout = TimeSpan.FromSeconds(30) });
        await store.ReserveAsync(10, Counter("a", 100));

        await server.KillAsync();

        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<RedisException>(() => store.ReserveAsync(Hold(10, Counter("a", 100)), Token).AsTask());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("allkeys-lru", 1)]
    [InlineData("volatile-lfu", 1)]
    [InlineData("volatile-ttl", 0)]
    [InlineData("noeviction", 0)]
    public async Task ServerThatMayEvictCounters_IsReportedOnce(string policy, int warnings)
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", policy);
        var logger = new FakeLogger<RedisBudgetStore>();
        var options = new BudgetStoreOptions { Timeout = TimeSpan.FromSeconds(10) };
        await using var store = new RedisBudgetStore(server.ConnectionString, options, logger: logger);

        await store.SpendAsync(1, Counter("a", 100));
        await store.SpendAsync(1, Counter("a", 100));

        Assert.Equal(
            warnings,
            logger.Collector.GetSnapshot().Count(record => record.Message.Contains(policy, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FullServer_RejectsReservationsEntirely_AndAcceptsSettlementsAndRenewals()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        await using var store = new RedisBudgetStore(connection, SharedRedis.NewGroup());
        BudgetCounter[] counters = [Counter("a", 100), Counter("b", 100, "user=1"), Counter("c", 100)];
        var (first, second) = (await store.ReserveAsync(10, counters), await store.ReserveAsync(20, counters));

        await connection.GetServer(server.Address).ConfigSetAsync("maxmemory", "1");
        var refusal = await Assert.ThrowsAsync<RedisServerException>(
            () => store.ReserveAsync(Hold(5, counters), Token).AsTask());
        Assert.Contains("maxmemory", refusal.Message, StringComparison.Ordinal);
        foreach (var counter in counters)
        {
            Assert.Equal((0, 30), await store.ReadAsync(counter));
        }

        await store.SettleAsync(first, 7);
        await store.RenewAsync([second], Token);

        Assert.Equal(BudgetClaimState.Open, second[0].State);
        Assert.All(await store.ReadAsync(counters, Token), reading => Assert.Equal((7, 20), (reading.Spent, reading.Reserved)));
    }

    private RedisBudgetStore NewStore() => new(redis.Connection, SharedRedis.NewGroup());

    private List<string> KeysOf(string group) =>
        [.. redis.Connection.GetServer(redis.Server.Address).Keys(pattern: $"*:{group}}}*").Select(key => key.ToString())];

    /// <summary>Returns all keys of a group with their contents.</summary>
    private async Task<string> ContentAsync(string group)
    {
        var database = redis.Connection.GetDatabase();
        var content = new List<string>();
        foreach (var key in KeysOf(group))
        {
            content.Add(key);
            content.AddRange(await database.KeyTypeAsync(key) switch
            {
                RedisType.Hash => (await database.HashGetAllAsync(key)).Select(entry => $"{entry.Name} {entry.Value}"),
                RedisType.SortedSet => (await database.SortedSetRangeByRankAsync(key)).Select(member => member.ToString()),
                _ => [(await database.StringGetAsync(key)).ToString()],
            });
        }

        return string.Join('\n', content);
    }
}
