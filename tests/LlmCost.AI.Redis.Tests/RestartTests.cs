using LlmCost.AI.EndToEnd.Backend;
using static LlmCost.AI.Redis.Tests.Books;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Tests a server that, after a restart, has lost changes that it had acknowledged.</summary>
public sealed class RestartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly BudgetStoreOptions s_options = new() { Timeout = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task RestartWithoutPersistence_ReceivesTheLatestSettlementsAndOpenReservationsAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = new RedisBudgetStore(server.ConnectionString, s_options);
        var restored = new List<BudgetStoreRestoredEventArgs>();
        store.Restored += (_, restoration) => restored.Add(restoration);
        BudgetCounter[] counters = [Counter("a", 100), Counter("b", 100, "user=1")];
        await store.SpendAsync(20, counters);
        await store.SpendAsync(10, counters);
        var open = await store.ReserveAsync(40, counters);

        await server.KillAsync();
        await server.StartAgainAsync();
        var refused = await UntilConnectedAsync(async () =>
        {
            var hold = Hold(31, counters);
            Assert.Equal(BudgetVerdict.Refused, (await store.ReserveAsync(hold, Token)).Verdict);
            return hold;
        });

        Assert.Equal((30, 40), (refused[0].Spent, refused[0].Reserved));
        var restoration = Assert.Single(restored);
        Assert.Equal((true, 2, 1), (restoration.WasEmptied, restoration.Settlements, restoration.Reservations));
        await store.SettleAsync(open, 5);
        Assert.All(await store.ReadAsync(counters, Token), reading => Assert.Equal((35, 0), (reading.Spent, reading.Reserved)));
    }

    [Fact]
    public async Task FlushAll_IsDetectedBeforeTheNextReservationIsGranted()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        await using var first = new RedisBudgetStore(connection, s_options);
        await using var second = new RedisBudgetStore(connection, s_options);
        var counter = Counter("a", 100);
        await first.SpendAsync(60, counter);
        await second.SpendAsync(30, counter);

        await connection.GetServer(server.Address).FlushAllDatabasesAsync();

        // Each store restores the amounts that were spent through it.
        Assert.Equal(BudgetVerdict.Refused, (await first.ReserveAsync(Hold(41, counter), Token)).Verdict);
        Assert.Equal(BudgetVerdict.Refused, (await second.ReserveAsync(Hold(11, counter), Token)).Verdict);
        Assert.Equal((90, 0), await first.ReadAsync(counter));
    }

    [Fact]
    public async Task ReplicaThatTakesOver_ReceivesTheChangesThatItMissed()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync(
            "--replicaof", $"127.0.0.1 {primary.Port}", "--repl-diskless-sync-delay", "0");
        await using var admin = await replica.ConnectAsync();
        await using var store = new RedisBudgetStore($"{primary.ConnectionString},{replica.Address}", s_options);
        var counter = Counter("a", 100);
        await store.SpendAsync(20, counter);
        var restored = new List<BudgetStoreRestoredEventArgs>();
        store.Restored += (_, restoration) => restored.Add(restoration);
        await Poll.UntilAsync(
            async _ => (await admin.GetDatabase().ExecuteAsync("DBSIZE")).ToString(),
            accept: size => size is not "0",
            explain: _ => "the replica has no data",
            Token);

        // The replica stops replicating and misses all later changes of the primary.
        await admin.GetDatabase().ExecuteAsync("REPLICAOF", "NO", "ONE");
        await store.SpendAsync(30, counter);
        var open = await store.ReserveAsync(40, counter);
        await primary.KillAsync();

        var refused = await UntilConnectedAsync(async () =>
        {
            var hold = Hold(11, counter);
            Assert.Equal(BudgetVerdict.Refused, (await store.ReserveAsync(hold, Token)).Verdict);
            return hold;
        });

        Assert.Equal((50, 40), (refused[0].Spent, refused[0].Reserved));
        Assert.False(Assert.Single(restored).WasEmptied);
        await store.SettleAsync(open, 1);
        Assert.Equal((51, 0), await store.ReadAsync(counter));
    }
}
