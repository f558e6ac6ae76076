using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Tests metered calls of several replicas that share a budget on one server.</summary>
/// <remarks>A call costs 0.0035 USD for 1,000 input tokens and 100 output tokens of gpt-4o.</remarks>
public sealed class BudgetedCallsTests
{
    private const decimal CostOfCall = 0.0035m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoReplicas_ShareOneLimit_ToTheLastCall()
    {
        await using var server = await RedisServer.StartAsync();
        await using var one = Replica(server, limit: 0.5m);
        await using var two = Replica(server, limit: 0.5m);
        IChatClient[] clients = [Client(one), Client(two)];

        var admitted = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token },
            async (call, _) =>
            {
                if (await IsAdmittedAsync(clients[call % 2]))
                {
                    Interlocked.Increment(ref admitted);
                }
            });
        while (await IsAdmittedAsync(clients[admitted % 2]))
        {
            admitted++;
        }

        var status = await SettledAsync(one);
        Assert.Equal(admitted * CostOfCall, status.Spent);

        // A refused call would have reserved 0.010025 USD, so less than this amount remains.
        Assert.InRange(status.Spent, 0.5m - 0.010025m, 0.5m);
    }

    [Fact]
    public async Task KilledServer_LeavesTheAllowance_AndReceivesTheSpendAfterItsRestart()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var replica = Replica(server, limit: 1);
        var client = Client(replica);
        var admitted = 0;
        for (var i = 0; i < 10; i++)
        {
            admitted += await IsAdmittedAsync(client) ? 1 : 0;
        }

        Assert.Equal(10, admitted);
        await SettledAsync(replica);
        await server.KillAsync();
        var duringOutage = 0;
        while (await IsAdmittedAsync(client))
        {
            duringOutage++;
        }

        // The allowance of each replica is 5 % of the limit, which is 0.05 USD. A call reserves 0.010025 USD of it.
        Assert.Equal(12, duringOutage);
        await server.StartAgainAsync();
        var status = await Poll.UntilAsync(
            async token => await StatusAsync(replica, token),
            accept: one => one?.Spent >= (admitted + duringOutage) * CostOfCall,
            explain: one => $"The spend of the outage did not arrive: {one?.Spent} USD.",
            Token);

        Assert.Equal(((admitted + duringOutage) * CostOfCall, 0m), (status!.Spent, status.Reserved));
        Assert.True(await IsAdmittedAsync(client));
    }

    [Fact]
    public async Task CanceledCalls_LeaveNoReservationsOnTheServer()
    {
        await using var server = await RedisServer.StartAsync();
        await using var replica = Replica(server, limit: 1_000);
        var provider = new TestChatClient
        {
            OnGetResponse = async (_, _, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return TestChatClient.Response();
            },
        };
        var client = provider.AsBuilder().UseCostMetering().Build(replica);

        await Parallel.ForAsync(0, 500, async (_, _) =>
        {
            using var source = new CancellationTokenSource();
            var call = client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        });

        await SettledAsync(replica);
        await using var connection = await server.ConnectAsync();
        var database = connection.GetDatabase();
        var fields = await database.HashKeysAsync("{llmcost:default}:b:all:usd::0");
        Assert.All(fields, field => Assert.Contains(field.ToString(), (string[])["s", "r", "t", "d"]));
        Assert.Equal(0, await database.SortedSetLengthAsync("{llmcost:default}:b:all:usd::0:x"));
    }

    private static ServiceProvider Replica(RedisServer server, decimal limit)
    {
        var services = new ServiceCollection();
        services.AddCostMetering()
            .AddBudgets(budgets => budgets
                .Add("all", budget => budget.Usd(limit).Lifetime().Strict())
                .ConfigureStore(options => options.Timeout = TimeSpan.FromSeconds(5)))
            .AddRedisBudgetStore(server.ConnectionString);
        return services.BuildServiceProvider();
    }

    private static IChatClient Client(ServiceProvider replica) =>
        new TestChatClient().AsBuilder().UseCostMetering().Build(replica);

    /// <summary>Makes a call. Exceptions other than refusals of the budget fail the test.</summary>
    private static async Task<bool> IsAdmittedAsync(IChatClient client)
    {
        try
        {
            await client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1_000 }, Token);
            return true;
        }
        catch (BudgetExceededException)
        {
            return false;
        }
    }

    private static Task<BudgetStatus> SettledAsync(ServiceProvider replica) => Poll.UntilAsync(
        async token => (await replica.GetRequiredService<CostBudgets>().GetStatusAsync("all", cancellationToken: token))[0],
        accept: status => status.Reserved is 0,
        explain: status => $"{status.Reserved} USD are still reserved.",
        Token);

    /// <summary>Returns the status, or <see langword="null"/> while the server does not respond.</summary>
    private static async Task<BudgetStatus?> StatusAsync(ServiceProvider replica, CancellationToken cancellationToken)
    {
        try
        {
            var budgets = replica.GetRequiredService<CostBudgets>();
            return (await budgets.GetStatusAsync("all", cancellationToken: cancellationToken))[0];
        }
        catch (Exception e) when (e is StackExchange.Redis.RedisException or TimeoutException)
        {
            return null;
        }
    }
}
