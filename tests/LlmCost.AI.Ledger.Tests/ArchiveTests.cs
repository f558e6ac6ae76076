using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Tests the archive of closed days in Parquet files, which the ledger and DuckDB read.</summary>
public sealed class ArchiveTests : IDisposable
{
    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private readonly string _archive = Path.Combine(Directory.CreateTempSubdirectory("llmcost-archive-").FullName, "archive");
    private readonly DuckDb _duckDb = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _duckDb.Dispose();
        Directory.Delete(Path.GetDirectoryName(_archive)!, recursive: true);
    }

    [Fact]
    public async Task ClosedDay_IsTheSameInTheArchiveAndInTheDatabase()
    {
        await using var app = App();
        await RecordAsync(app);
        var calls = await CallsAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();

        Assert.Equal(
            calls.Select(call => (
                call.Id.ToString(),
                call.Key.Feature,
                call.Cost is { } cost ? MoneyText.Format(cost) : null,
                call.Timestamp.ToString("yyyy-MM-dd HH:mm:ss.ffffff", null),
                call.Result.IsPriced ? "true" : "false")).Order(),
            _duckDb.Rows(
                $"""
                SELECT id::VARCHAR, feature, cost::VARCHAR, strftime(occurred_at, '%Y-%m-%d %H:%M:%S.%f'), is_priced::VARCHAR
                FROM '{_archive}/calls/*/*.parquet'
                """)
                .Select(row => (
                    row[0]!, row[1], row[2] is { } cost ? MoneyText.Format(MoneyText.Parse(cost)) : null, row[3]!, row[4]!))
                .Order());
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), Cost("charges"));
        Assert.Equal(
            [["cost", "DECIMAL(38,18)"], ["day", "DATE"], ["occurred_at", "TIMESTAMP WITH TIME ZONE"]],
            _duckDb.Rows(
                $"""
                SELECT column_name, column_type
                FROM (DESCRIBE FROM read_parquet('{_archive}/calls/*/*.parquet', hive_partitioning = true))
                WHERE column_name IN ('cost', 'occurred_at', 'day') ORDER BY column_name
                """));
        Assert.Equal(
            "ZSTD", _duckDb.Text($"SELECT DISTINCT compression FROM parquet_metadata('{_archive}/calls/*/*.parquet')"));
    }

    [Fact]
    public async Task DayPastTheRetention_IsReadFromTheArchive()
    {
        await using var app = App();
        await RecordAsync(app);
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-4o",
            ResponseId = "chatcmpl-1",
            Usage = new TokenUsage { Input = 5 },
        });
        await app.Writer.FlushAsync(Cancellation);
        var (calls, hours, tags) = (await CallsAsync(app), await TotalsAsync(byHour: true), await TotalsAsync(byTags: true));
        app.Clock.Advance(TimeSpan.FromDays(5));
        app.CloseDays();

        Assert.Equal(0, Rows(app));
        Assert.Equal(calls.Select(Text), (await CallsAsync(app)).Select(Text));
        Assert.Equal(Text(calls[7]), Text((await app.Read().FindCallAsync(calls[7].Id, Cancellation))!));
        Assert.Null(await app.Read().FindCallAsync(Guid.NewGuid(), Cancellation));
        Assert.Equal(
            Text(calls[^1]),
            Text(await app.Read().FindCallsAsync("chatcmpl-1", Cancellation).SingleAsync(Cancellation)));
        Assert.Equal(hours, await TotalsAsync(byHour: true));
        Assert.Equal(tags, await TotalsAsync(byTags: true));
        Assert.Empty((await app.Read().ReadCoverageAsync(s_november, Cancellation)).DaysWithoutCalls);
        Assert.Equal(
            2, (await CostLedger.Open(app.Folder).ReadCoverageAsync(s_november, Cancellation)).DaysWithoutCalls.Count);
        var part = s_november with { Start = calls[3].Timestamp, End = calls[9].Timestamp };
        Assert.Equal(
            calls[3..9].Select(Text),
            (await app.Read().ReadCallsAsync(part, Cancellation).ToListAsync(Cancellation)).Select(Text));
        var totals = await app.Read().ReadTotalsAsync(new() { Period = part }, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(calls[3..9].Sum(call => call.Cost ?? 0), totals.Sum(total => total.Cost));

        async Task<IReadOnlyList<string>> TotalsAsync(bool byHour = false, bool byTags = false)
        {
            var totals = new List<LedgerTotal>();
            foreach (var byPrice in (bool[])[false, true])
            {
                var query = new LedgerTotalsQuery { Period = s_november, ByHour = byHour, ByTags = byTags, ByPrice = byPrice };
                totals.AddRange(await app.Read().ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation));
            }

            return [.. totals.Select(Text).Order()];
        }
    }

    [Theory]
    [InlineData(ArchiveStep.Written)]
    [InlineData(ArchiveStep.Verified)]
    [InlineData(ArchiveStep.CallsRenamed)]
    [InlineData(ArchiveStep.ChargesRenamed)]
    [InlineData(ArchiveStep.Marked)]
    [InlineData(ArchiveStep.DeletionMarked)]
    [InlineData(ArchiveStep.PartDeleted)]
    internal async Task ProcessThatEndsAfterAStep_LosesAndDoublesNothing(ArchiveStep step)
    {
        await using var app = App();
        await RecordAsync(app);
        var calls = (await CallsAsync(app)).ConvertAll(Text);
        app.Clock.Advance(TimeSpan.FromDays(5));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.CloseDaysAsync(
            reached => _ = reached == step ? throw new InvalidOperationException("The process ends.") : reached));
        Assert.Equal(calls, (await CallsAsync(app)).ConvertAll(Text));
        await AssertCostAsync(app);

        app.CloseDays();
        Assert.Equal(calls, (await CallsAsync(app)).ConvertAll(Text));
        await AssertCostAsync(app);
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), Cost("calls"));
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), Cost("charges"));
        Assert.Equal(0, Rows(app));
        Assert.Empty(Directory.GetFiles(_archive, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task LateRecord_IsArchived_BeforeItsDayIsDeleted()
    {
        await using var app = App();
        await RecordAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();
        app.Call(at: new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero), input: 77);
        await app.Writer.FlushAsync(Cancellation);

        app.Clock.Advance(TimeSpan.FromDays(5));
        app.CloseDays();

        Assert.Equal(0, Rows(app));
        await AssertCostAsync(app);
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), Cost("calls"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_archive, "calls"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task ValueThatDoesNotFit_IsReportedWithItsCall_AndTheDayIsKept()
    {
        await using var app = App();
        await RecordAsync(app);
        app.Meter.Record(new PaidCall
        {
            OperationName = "transcription",
            ProviderName = "groq",
            Model = "whisper-large-v3",
            Quantities = [new() { Unit = BillableUnit.AudioSecond, Quantity = 30.1234567890123456789m }],
        });
        await app.Writer.FlushAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromDays(5));

        var done = await app.CloseDaysAsync();

        var fault = Assert.Single(done.Faults);
        Assert.Contains($"{app.Records[^1].Id} has 30.1234567890123456789 as quantity", fault, StringComparison.Ordinal);
        Assert.StartsWith("2026-11-04: ", fault, StringComparison.Ordinal);
        Assert.Equal([new DateOnly(2026, 11, 3)], done.Deleted);
        Assert.True(Rows(app) > 0);
        await AssertCostAsync(app);
    }

    [Fact]
    public async Task MissingArchive_IsWrittenAgain_BeforeItsDayIsDeleted()
    {
        await using var app = App();
        await RecordAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();
        var files = Directory.GetFiles(Path.Combine(_archive, "calls"), "*", SearchOption.AllDirectories);
        File.Delete(files[0]);
        app.Clock.Advance(TimeSpan.FromDays(5));
        app.CloseDays();

        Assert.Equal(0, Rows(app));
        await AssertCostAsync(app);
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), Cost("calls"));
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);

    private static async Task RecordAsync(TestLedger app)
    {
        for (var i = 0; i < 40; i++)
        {
            app.Call(
                feature: i % 3 is 0 ? "chat" : "search",
                model: i % 7 is 0 ? "no-such-model" : "gpt-4o",
                input: 1_000 + i,
                duration: TimeSpan.FromMinutes(i % 50));
            app.Clock.Advance(TimeSpan.FromMinutes(27));
        }

        await app.Writer.FlushAsync(Cancellation);
    }

    private static async Task<List<LedgerCall>> CallsAsync(TestLedger app) =>
        await app.Read().ReadCallsAsync(s_november, Cancellation).ToListAsync(Cancellation);

    private static async Task AssertCostAsync(TestLedger app)
    {
        foreach (var byHour in (bool[])[false, true])
        {
            var query = new LedgerTotalsQuery { Period = s_november, ByHour = byHour };
            var totals = await app.Read().ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation);
            Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), totals.Sum(total => total.Cost));
            Assert.Equal(app.Records.Count, totals.Sum(total => total.Calls));
        }
    }

    private static long Rows(TestLedger app)
    {
        using var connection = LedgerDatabase.OpenToRead(app.Writer.Status.Path)!;
        return connection.Number("SELECT count(*) FROM call");
    }

    private TestLedger App() => new(options => (options.ArchivePath, options.RetentionDays) = (_archive, 2));

    private decimal Cost(string table) =>
        _duckDb.Number($"SELECT sum(cost)::VARCHAR FROM '{_archive}/{table}/*/*.parquet'");
}
