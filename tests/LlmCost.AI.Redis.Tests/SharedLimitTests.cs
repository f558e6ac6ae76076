using System.Buffers.Text;
using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Redis.Worker;
using StackExchange.Redis;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Several processes share budgets while all kinds of faults occur.</summary>
/// <remarks>
/// Half of all commands are sent twice. Each process checks in every reply that the spent and reserved amounts are within the
/// limit. At the end, no amount is reserved, and the spent amounts equal the amounts that the callers paid.
/// </remarks>
public sealed class SharedLimitTests
{
    private const int Callers = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProcessesThatShareBudgets_KeepTheLimitsToTheLastUnit()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var first = Worker.Start(server, Callers);
        await using var second = Worker.Start(server, Callers);
        await using var killed = Worker.Start(server, Callers);
        await using var paused = Worker.Start(server, Callers);
        await using var admin = await server.ConnectAsync();

        await StopDuringACallAsync(admin.GetDatabase(), paused);
        await killed.WaitForCallsAsync(20);
        await admin.GetServer(server.Address).ScriptFlushAsync();
        await killed.WaitForCallsAsync(20);
        await admin.GetServer(server.Address).ExecuteAsync("CLIENT", "PAUSE", 300, "WRITE");
        await killed.WaitForCallsAsync(20);
        await killed.KillAsync();
        await server.StopProcessAsync();
        await server.ContinueProcessAsync();
        await first.WaitForCallsAsync(20);
        await server.KillAsync();
        await server.StartAgainAsync();
        await first.WaitForCallsAsync(20);
        await second.WaitForCallsAsync(20);
        await UntilALeaseEndsAsync(admin.GetDatabase(), paused);
        await paused.ContinueProcessAsync();
        await paused.WaitForCallsAsync(20);
        Worker[] workers = [first, second, killed, paused];
        await Task.WhenAll(first.FinishAsync(), second.FinishAsync(), paused.FinishAsync());
        Array.ForEach(workers, worker => worker.AssertNoViolation());

        await AssertBooksAsync(server, workers);
        Assert.NotEqual(0, workers.Sum(worker => worker.Refused));
    }

    /// <summary>
    /// Until each process has sent its calls again, the server does not know all amounts, and limits may be exceeded.
    /// Nevertheless, each call is recorded exactly once at the end.
    /// </summary>
    [Fact]
    public async Task ProcessesWhoseServerLosesItsData_RecordEachCallOnce()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = Worker.Start(server, Callers);
        await using var second = Worker.Start(server, Callers);
        await using var admin = await server.ConnectAsync();
        Worker[] workers = [first, second];

        await CallAllAsync();
        await admin.GetServer(server.Address).FlushAllDatabasesAsync();
        await CallAllAsync();
        await server.KillAsync();
        await server.StartAgainAsync();
        await CallAllAsync();
        await Task.WhenAll(workers.Select(worker => worker.FinishAsync()));

        await AssertBooksAsync(server, workers);

        Task CallAllAsync() => Task.WhenAll(workers.Select(worker => worker.WaitForCallsAsync(40)));
    }

    /// <summary>
    /// Pauses a worker while it has a reservation. Near the limit, the worker may have none, so this may take several attempts.
    /// </summary>
    private static async Task StopDuringACallAsync(IDatabase database, Worker worker)
    {
        do
        {
            await worker.ContinueProcessAsync();
            await worker.WaitForCallsAsync(20);
            await worker.StopProcessAsync();
            await database.PingAsync(); // The server has now read the earlier commands of the worker.
        }
        while (!await HasHoldAsync(database, worker, "o|"));
    }

    /// <summary>Waits until the lease of a reservation ends and its floor is charged to the worker.</summary>
    private static Task<bool> UntilALeaseEndsAsync(IDatabase database, Worker worker) => Poll.UntilAsync(
        _ => HasHoldAsync(database, worker, "e|"),
        accept: isExpired => isExpired,
        explain: _ => "no lease of the stopped process has ended",
        Token);

    private static async Task<bool> HasHoldAsync(IDatabase database, Worker worker, string state)
    {
        var fields = await database.HashGetAllAsync("{llmcost:workers}:b:company:usd::0");
        var ids = fields.Where(field => field.Value.StartsWith(state)).Select(field => (byte[])field.Name!).ToList();
        return worker.Holds.Any(hold => ids.Exists(id => id.SequenceEqual(hold.Id.ToByteArray())));
    }

    /// <summary>Asserts that no amount is reserved, and that the spent amounts equal the amounts that the callers paid.</summary>
    private static async Task AssertBooksAsync(RedisServer server, Worker[] workers)
    {
        await using var store = new RedisBudgetStore(
            server.ConnectionString, new BudgetStoreOptions { Group = "workers", Timeout = TimeSpan.FromSeconds(10) });
        var readings = await Poll.UntilAsync(
            async token => await store.ReadAsync(SharedBudgets.Create(), token),
            accept: readings => readings.All(reading => reading.Reserved is 0),
            explain: readings => string.Join(", ", readings),
            Token);

        var paid = await PaidAsync(server, workers);
        Assert.Equal([paid, paid, 0], readings.Select(reading => reading.Spent));
    }

    /// <summary>
    /// Adds up the amounts that the callers paid. The killed worker does not know the state of its last calls. Only the server
    /// knows whether they were reserved, settled or neither.
    /// </summary>
    private static async Task<long> PaidAsync(RedisServer server, Worker[] workers)
    {
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        var paid = 0L;
        foreach (var hold in workers.SelectMany(worker => worker.Holds))
        {
            var id = hold.Id.ToByteArray();
            if (hold.IsDone || await database.KeyExistsAsync($"{{llmcost:workers}}:h:{Base64Url.EncodeToString(id)}"))
            {
                paid += hold.Actual!.Value;
            }
            else if (await database.HashExistsAsync("{llmcost:workers}:b:company:usd::0", id))
            {
                paid += SharedBudgets.Floor;
            }
        }

        return paid;
    }
}
