using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Tests;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

public sealed class KilledForwarderTests
{
    private const int Kills = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AppsKilledWhileForwarding_StoreEachCallOnce_AfterTheirFilesAreForwarded()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var options = new PostgreSqlLedgerOptions { ConnectionString = server.ConnectionString };
        await using var destination = SharedPostgreSql.Destination(options);
        await destination.PrepareAsync(Cancellation);
        var folder = Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;
        try
        {
            for (var i = 0; i < Kills; i++)
            {
                // The next app takes over the file of the previous app and continues to forward it.
                using var worker = WorkerProcess.Start(folder, "forward", server.ConnectionString);
                var before = await CountAsync(server);
                await Poll.UntilAsync(
                    _ => CountAsync(server), count => count > before, count => $"{count} calls.", Cancellation);
                await worker.KillAsync(Cancellation);
            }

            await using (var app = new MeteredApp(options, folder: folder))
            {
                await app.StartAsync();
                await Poll.UntilAsync(
                    async token => (
                        await CountAsync(server),
                        await app.Read().ReadCallsAsync(MeteredApp.Always, token).CountAsync(token)),
                    counts => counts.Item1 == counts.Item2,
                    counts => $"{counts.Item1} of {counts.Item2} calls are forwarded.",
                    Cancellation,
                    TimeSpan.FromMinutes(3));
                await app.StopAsync();
            }

            await using var ledger = await PostgreSqlLedger.OpenAsync(server.ConnectionString, cancellationToken: Cancellation);
            var file = CostLedger.Open(folder);
            Assert.Equal(await IdsAsync(file), await IdsAsync(ledger));
            Assert.Equal(await CostAsync(file, byPrice: false), await CostAsync(ledger, byPrice: false));
            Assert.Equal(await CostAsync(file, byPrice: true), await CostAsync(ledger, byPrice: true));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> CountAsync(PostgreSqlServer server) =>
        (int)await server.QueryAsync<long>("SELECT count(*) FROM llmcost.call");

    private static async Task<List<Guid>> IdsAsync(ILedgerReader ledger)
    {
        var calls = ledger.ReadCallsAsync(MeteredApp.Always, Cancellation);
        return [.. (await calls.Select(call => call.Id).ToListAsync(Cancellation)).Order()];
    }

    private static async Task<decimal> CostAsync(ILedgerReader ledger, bool byPrice)
    {
        var query = new LedgerTotalsQuery { Period = MeteredApp.Always, ByPrice = byPrice };
        return (await ledger.ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation)).Sum(total => total.Cost);
    }
}
