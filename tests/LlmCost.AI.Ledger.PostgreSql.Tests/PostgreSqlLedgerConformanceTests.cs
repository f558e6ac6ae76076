using LlmCost.AI.Tests;
using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

/// <summary>The shared tests of ledger readers, with a ledger in PostgreSQL.</summary>
public sealed class PostgreSqlLedgerConformanceTests(SharedPostgreSql shared) : LedgerReaderConformanceTests
{
    private protected override async Task<KeptLedger> OpenAsync()
    {
        var options = shared.NewSchema();
        options.RetentionMonths = 1;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero));
        var destination = SharedPostgreSql.Destination(options, clock);
        await destination.PrepareAsync(TestContext.Current.CancellationToken);
        return new DatabaseLedger(
            destination,
            clock,
            await PostgreSqlLedger.OpenAsync(
                options.ConnectionString!, options.Schema, TestContext.Current.CancellationToken));
    }

    private sealed class DatabaseLedger(PostgreSqlDestination destination, FakeTimeProvider clock, PostgreSqlLedger reader)
        : KeptLedger
    {
        public override ILedgerReader Reader => reader;

        public override async Task KeepAsync(IReadOnlyList<LedgerCall> calls, IReadOnlyList<LedgerGap> gaps)
        {
            foreach (var batch in calls.Chunk(1_000))
            {
                await destination.WriteAsync(
                    new LedgerBatch { Calls = batch, Gaps = gaps }, TestContext.Current.CancellationToken);
            }
        }

        public override Task PurgeAsync(LedgerPeriod month)
        {
            clock.SetUtcNow(month.End.AddMonths(1).AddDays(3));
            return destination.PrepareAsync(TestContext.Current.CancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            await reader.DisposeAsync();
            await destination.DisposeAsync();
        }
    }
}
