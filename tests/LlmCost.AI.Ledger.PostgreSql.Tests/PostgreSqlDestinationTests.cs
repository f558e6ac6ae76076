using LlmCost.AI.EndToEnd.Backend;
using LlmCost.AI.Tests;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace LlmCost.AI.Ledger.PostgreSql.Tests;

public sealed class PostgreSqlDestinationTests(SharedPostgreSql shared)
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly PostgreSqlLedgerOptions _options = shared.NewSchema();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoForwardersWithTheSameCalls_AtTheSameTime_KeepEachOnce()
    {
        var calls = SomeCalls.Create(seed: 1, count: 3_000, s_noon, TimeSpan.FromHours(5)).ToList();
        await using var one = SharedPostgreSql.Destination(_options);
        await using var two = SharedPostgreSql.Destination(_options);

        // The two destinations write batches of different sizes, in opposite order.
        await Task.WhenAll(
            WriteAsync(one, calls.Chunk(400)),
            WriteAsync(two, calls.AsEnumerable().Reverse().Chunk(300)));

        await AssertKeptAsync(calls);
    }

    [Fact]
    public async Task CallsAtTheEndOfAMonth_AreInTheirPartitions_AndALateMonthGetsOne()
    {
        var edge = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var calls = (List<LedgerCall>)
        [
            SomeCalls.Call(edge.AddMicroseconds(-1)),
            SomeCalls.Call(edge),
            SomeCalls.Call(new DateTimeOffset(2025, 3, 31, 23, 59, 59, TimeSpan.Zero)),
        ];
        await using var destination = SharedPostgreSql.Destination(_options);

        await WriteAsync(destination, [calls]);

        foreach (var (month, count) in new[] { ("2025_03", 1L), ("2026_10", 1), ("2026_11", 1), ("2026_12", 0), ("2027_01", 0) })
        {
            Assert.Equal(count, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.call_{month}"));
            Assert.Equal(count, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.charge_{month}"));
        }

        await AssertKeptAsync(calls);
    }

    [Fact]
    public async Task NextMonth_GetsItsPartitionInAdvance()
    {
        var clock = new FakeTimeProvider(s_noon);
        await using var destination = SharedPostgreSql.Destination(_options, clock);
        await WriteAsync(destination, [[SomeCalls.Call(s_noon)]]);

        clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 1, TimeSpan.Zero));
        await WriteAsync(destination, [[SomeCalls.Call(clock.GetUtcNow())]]);

        Assert.Equal(0, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.call_2027_02"));
    }

    [Fact]
    public async Task LateCallOfADroppedMonth_IsAddedToItsSums()
    {
        var october = LedgerPeriod.Month(2026, 10);
        var first = SomeCalls.Create(seed: 7, count: 50, october.Start, TimeSpan.FromDays(2)).ToList();
        var late = SomeCalls.Create(seed: 8, count: 20, october.Start, TimeSpan.FromDays(2)).ToList();
        var clock = new FakeTimeProvider(s_noon);
        _options.RetentionMonths = 1;
        await using var one = SharedPostgreSql.Destination(_options, clock);
        await using var other = SharedPostgreSql.Destination(_options, clock);
        await WriteAsync(one, [first]);

        // The other destination drops a partition that, as far as the first destination knows, still exists.
        clock.SetUtcNow(new DateTimeOffset(2026, 12, 3, 0, 0, 0, TimeSpan.Zero));
        await other.PrepareAsync(Cancellation);
        _options.RetentionMonths = null;
        await WriteAsync(one, [late]);
        await using var ledger = await OpenAsync();
        Assert.Equal(20, await ledger.ReadCallsAsync(october, Cancellation).CountAsync(Cancellation));
        await AssertSumsAsync(ledger);

        clock.Advance(TimeSpan.FromDays(1));
        await other.PrepareAsync(Cancellation);
        Assert.Equal(0, await ledger.ReadCallsAsync(october, Cancellation).CountAsync(Cancellation));
        await AssertSumsAsync(ledger);

        async Task AssertSumsAsync(PostgreSqlLedger ledger)
        {
            var totals = await ledger.ReadTotalsAsync(new() { Period = october }, Cancellation).ToListAsync(Cancellation);
            Assert.Equal(70, totals.Sum(total => total.Calls));
            Assert.Equal(first.Concat(late).Sum(call => call.Cost ?? 0), totals.Sum(total => total.Cost));
        }
    }

    [Fact]
    public async Task ManyProcessesThatStartAtOnce_CreateTheTablesOnce()
    {
        var destinations = Enumerable.Range(0, 6).Select(_ => SharedPostgreSql.Destination(_options)).ToList();
        try
        {
            await Task.WhenAll(destinations.Select(
                (destination, i) => WriteAsync(destination, [[SomeCalls.Call(s_noon.AddMonths(-i))]])));

            Assert.Equal("2", await shared.Server.QueryAsync<string>(
                $"SELECT value FROM {_options.Schema}.meta WHERE name = 'schema_version'"));
            Assert.Equal(6, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.call"));
            Assert.Equal(1, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.key"));
        }
        finally
        {
            foreach (var destination in destinations)
            {
                await destination.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task ConnectionKilledBeforeTheCommit_StoresNothing_AndTheNextAttemptStoresAll()
    {
        var calls = SomeCalls.Create(seed: 2, count: 500, s_noon, TimeSpan.FromHours(5)).ToList();
        await using var destination = SharedPostgreSql.Destination(_options);
        await destination.PrepareAsync(Cancellation);
        Task write;
        await using (var connection = new NpgsqlConnection(shared.Server.ConnectionString))
        {
            // This lock blocks the destination's transaction after its first statements have written their rows.
            await connection.OpenAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using var command = new NpgsqlCommand($"LOCK TABLE {_options.Schema}.charge", connection);
            await command.ExecuteNonQueryAsync(Cancellation);
            write = WriteAsync(destination, [calls]);
            await Poll.UntilAsync(
                _ => shared.Server.QueryAsync<long>(
                    $"""
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE wait_event_type = 'Lock' AND query LIKE '%{_options.Schema}.charge%'
                    """),
                accept: killed => killed > 0,
                explain: _ => "The destination does not wait for the lock.",
                Cancellation);
        }

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => write);
        Assert.Equal(0, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.call"));
        Assert.Equal(0, await shared.Server.QueryAsync<long>($"SELECT count(*) FROM {_options.Schema}.key"));
        await WriteAsync(destination, [calls]);
        await AssertKeptAsync(calls);
    }

    [Fact]
    public async Task NulCharacter_WhichTheServerRejects_IsReplaced()
    {
        var call = SomeCalls.Call(s_noon) with
        {
            ResponseId = "a\0b",
            Key = new LedgerKey { OperationName = "chat", Feature = "\0" },
            Tags = [new("team", "x\0")],
        };
        await using var destination = SharedPostgreSql.Destination(_options);

        await WriteAsync(destination, [[call]]);

        await using var ledger = await OpenAsync();
        var kept = (await ledger.FindCallAsync(call.Id, Cancellation))!;
        Assert.Equal(("a\uFFFDb", "\uFFFD", "x\uFFFD"), (kept.ResponseId, kept.Key.Feature, kept.Tags[0].Value));
    }

    /// <summary>Runs the statement from the README of the package.</summary>
    [Fact]
    public async Task UserThatIsErased_IsInNoCall_AndNoSumChanges()
    {
        var call = SomeCalls.Call(s_noon) with { ResponseId = "polled", Tags = [new("user.id", "u-1"), new("team", "search")] };
        await using var destination = SharedPostgreSql.Destination(_options);
        await WriteAsync(destination, [[call, SomeCalls.Call(s_noon) with { Tags = [new("user.id", "u-2")] }]]);

        await shared.Server.QueryAsync<int>(
            $"UPDATE {_options.Schema}.call SET tags = tags - 'user.id', response_id = NULL, request_id = NULL "
                + "WHERE tags ->> 'user.id' = 'u-1'");

        await using var ledger = await OpenAsync();
        var calls = await ledger.ReadCallsAsync(LedgerPeriod.Month(2026, 11), Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["team=search", "user.id=u-2"], calls.Select(one => $"{one.Tags[0].Key}={one.Tags[0].Value}").Order());
        Assert.Null(calls.Single(one => one.Id == call.Id).ResponseId);
        Assert.Equal(0.005m, calls.Sum(one => one.Cost));
    }

    [Fact]
    public async Task SumWithMoreDigitsThanADecimal_IsRoundedToADecimal()
    {
        await using var destination = SharedPostgreSql.Destination(_options);
        await WriteAsync(
            destination,
            [[SomeCalls.Call(s_noon, cost: 79_228_162_514m), SomeCalls.Call(s_noon, cost: 0.0000000000000000000000000001m)]]);

        await using var ledger = await OpenAsync();
        var november = new LedgerTotalsQuery { Period = LedgerPeriod.Month(2026, 11) };
        var total = Assert.Single(await ledger.ReadTotalsAsync(november, Cancellation).ToListAsync(Cancellation));

        Assert.Equal(79_228_162_514m, total.Cost);
    }

    [Fact]
    public async Task IdThatIsNotVersion7_IsFound()
    {
        var call = SomeCalls.Call(s_noon) with { Id = Guid.NewGuid() };
        await using var destination = SharedPostgreSql.Destination(_options);
        await WriteAsync(destination, [[call]]);

        await using var ledger = await OpenAsync();

        Assert.Equal(call.Id, (await ledger.FindCallAsync(call.Id, Cancellation))?.Id);
    }

    [Fact]
    public async Task Calls_AreReadInPages()
    {
        // Many calls have the same time, so that a page ends between two calls with the same time.
        var calls = Enumerable.Range(0, 4_500).Select(i => SomeCalls.Call(s_noon.AddSeconds(i / 1_000))).ToList();
        await using var destination = SharedPostgreSql.Destination(_options);
        await WriteAsync(destination, calls.Chunk(1_000));

        await AssertKeptAsync(calls);
    }

    [Fact]
    public async Task SchemaWithoutALedger_IsRejected()
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);

        Assert.Contains(_options.Schema, error.Message, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(PostgreSqlDestination destination, IEnumerable<IReadOnlyList<LedgerCall>> batches)
    {
        foreach (var calls in batches)
        {
            await destination.WriteAsync(new LedgerBatch { Calls = calls, Gaps = [] }, Cancellation);
        }
    }

    private Task<PostgreSqlLedger> OpenAsync() =>
        PostgreSqlLedger.OpenAsync(_options.ConnectionString!, _options.Schema, Cancellation);

    private async Task AssertKeptAsync(List<LedgerCall> calls)
    {
        await using var ledger = await OpenAsync();
        var period = new LedgerPeriod { Start = s_noon.AddYears(-5), End = s_noon.AddYears(5) };
        var kept = await ledger.ReadCallsAsync(period, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(calls.Select(call => call.Id).Order(), kept.Select(call => call.Id).Order());
        Assert.Equal(calls.Sum(call => call.Cost ?? 0), kept.Sum(call => call.Cost ?? 0));
        Assert.Equal(
            calls.Sum(call => call.Charges.Sum(charge => charge.Cost ?? 0)),
            kept.Sum(call => call.Charges.Sum(charge => charge.Cost ?? 0)));
        var query = new LedgerTotalsQuery { Period = period, ByPrice = true };
        var totals = await ledger.ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(calls.Sum(call => call.Cost ?? 0), totals.Sum(total => total.Cost));
    }
}
