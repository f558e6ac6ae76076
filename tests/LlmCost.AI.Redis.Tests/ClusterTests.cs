using System.Globalization;
using LlmCost.AI.EndToEnd.Backend;
using StackExchange.Redis;
using static LlmCost.AI.Redis.Tests.Books;

namespace LlmCost.AI.Redis.Tests;

/// <summary>Tests a cluster of three nodes. All counters of a group are on the same node.</summary>
public sealed class ClusterTests
{
    private const int Slots = 16_384;

    [Fact]
    public async Task Cluster_KeepsAllCountersOfAGroupOnOneNode()
    {
        var busPorts = FreePort.Find(3);
        var nodes = new List<RedisServer>();
        try
        {
            foreach (var port in busPorts)
            {
                nodes.Add(await RedisServer.StartAsync(
                    "--cluster-enabled", "yes", "--cluster-port", port.ToString(CultureInfo.InvariantCulture)));
            }

            await FormAsync(nodes, busPorts);
            await using var connection = await ConnectionMultiplexer.ConnectAsync(
                string.Join(',', nodes.Select(node => node.Address)));
            var used = new HashSet<string>();
            foreach (var group in (string[])["shop", "search", "support", "batch", "mobile", "web"])
            {
                await using var store = new RedisBudgetStore(
                    connection, new BudgetStoreOptions { Group = group, Timeout = TimeSpan.FromSeconds(10) });
                BudgetCounter[] counters = [Counter("a", 100), Counter("b", 100, "user=1"), Counter("c", 100, "user=1")];
                await store.SpendAsync(70, counters);
                var refused = Hold(31, counters);
                Assert.Equal(
                    BudgetVerdict.Refused, (await store.ReserveAsync(refused, TestContext.Current.CancellationToken)).Verdict);
                Assert.Equal(70, refused[2].Spent);
                used.Add((await connection.GetDatabase().IdentifyEndpointAsync($"{{llmcost:{group}}}:epoch"))!.ToString()!);
            }

            Assert.Equal(3, used.Count);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task FormAsync(List<RedisServer> nodes, int[] busPorts)
    {
        for (var node = 0; node < nodes.Count; node++)
        {
            await using var connection = await nodes[node].ConnectAsync();
            var server = connection.GetServer(nodes[node].Address);
            await server.ExecuteAsync(
                "CLUSTER", "ADDSLOTSRANGE", node * Slots / nodes.Count, ((node + 1) * Slots / nodes.Count) - 1);
            if (node > 0)
            {
                await server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", nodes[0].Port, busPorts[0]);
            }
        }

        foreach (var node in nodes)
        {
            await using var connection = await node.ConnectAsync();
            var server = connection.GetServer(node.Address);
            await Poll.UntilAsync(
                async _ => (await server.ExecuteAsync("CLUSTER", "INFO")).ToString(),
                accept: info => info.Contains("cluster_state:ok", StringComparison.Ordinal)
                    && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal),
                explain: info => info,
                TestContext.Current.CancellationToken);
        }
    }
}
