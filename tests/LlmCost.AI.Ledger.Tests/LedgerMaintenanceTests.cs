namespace LlmCost.AI.Tests;

/// <summary>Tests compaction, verification and deletion on request.</summary>
public sealed class LedgerMaintenanceTests : IDisposable
{
    private const string Key = "a-key-of-the-secret-store";

    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private readonly string _archive = Path.Combine(Directory.CreateTempSubdirectory("llmcost-archive-").FullName, "archive");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_archive)!, recursive: true);

    [Fact]
    public async Task Compact_ClosesArchivesAndDeletesDays_OfFilesThatNoAppWrites()
    {
        await using var folder = new TestLedger();
        await using (var app = App(folder.Folder))
        {
            await RecordAsync(app);
            folder.Clock.Advance(TimeSpan.FromDays(10));
            Assert.Equal(2, (await LedgerMaintenance.CompactAsync(app.Options, folder.Clock, Cancellation)).FilesInUse);
        }

        var options = new LedgerOptions { Path = folder.Folder, ArchivePath = _archive, RetentionDays = 2 };
        var done = await LedgerMaintenance.CompactAsync(options, folder.Clock, Cancellation);

        Assert.Equal((1, 1, 3, 3, 3), (done.Files, done.FilesInUse, done.ClosedDays, done.ArchivedDays, done.DeletedDays));
        Assert.Empty(done.Faults);
        done = await LedgerMaintenance.CompactAsync(options, folder.Clock, Cancellation);
        Assert.Equal((0, 0, 0), (done.ClosedDays, done.ArchivedDays, done.DeletedDays));
    }

    [Theory]
    [InlineData("UPDATE call SET cost = '1' WHERE seq = 1", "The sums of 2026-11-03 are")]
    [InlineData("DELETE FROM charge WHERE call_seq = 5", "The sums of 2026-11-03 are")]
    [InlineData("UPDATE call_day SET cost = '9' WHERE day = '2026-11-04'", "The archive of 2026-11-04 has")]
    [InlineData("UPDATE call_day SET calls = 99 WHERE day = '2026-11-04'", "The archive of 2026-11-04 has")]
    public async Task Verify_FindsFaults(string damage, string words)
    {
        await using var app = App();
        await RecordAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();
        var intact = await LedgerMaintenance.VerifyAsync(app.Options, Cancellation);
        Assert.Equal((1, 3, 3), (intact.Files, intact.Days, intact.ArchivedDays));
        Assert.Empty(intact.Faults);

        using (var connection = LedgerDatabase.OpenToWrite(app.Writer.Status.Path, fullSync: true))
        {
            connection.Execute(damage);
        }

        var found = await LedgerMaintenance.VerifyAsync(app.Options, Cancellation);
        Assert.Contains(found.Faults, fault => fault.StartsWith($"ledger-0.db: {words}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_DamagedOrMissingArchive_IsAFault()
    {
        await using var app = App();
        await RecordAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();
        var files = Directory.GetFiles(Path.Combine(_archive, "calls"), "*", SearchOption.AllDirectories).Order().ToList();
        File.Delete(files[0]);
        await File.WriteAllBytesAsync(files[1], (await File.ReadAllBytesAsync(files[1], Cancellation))[..^100], Cancellation);

        var found = await LedgerMaintenance.VerifyAsync(app.Options, Cancellation);

        Assert.Equal(2, found.Faults.Count);
        Assert.Equal("ledger-0.db: The archive of 2026-11-03 is missing.", found.Faults[0]);
        Assert.StartsWith("ledger-0.db: The archive of 2026-11-04 can't be read: ", found.Faults[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(5, true)]
    public async Task Forget_DeletesTheRecordsOfAUser_WithoutChangingTotals(int days, bool isPseudonym)
    {
        await using var app = new TestLedger(options =>
        {
            (options.ArchivePath, options.RetentionDays) = (_archive, 2);
            (isPseudonym ? options.PseudonymTags : options.Tags).Add("user.id");
            options.PseudonymKey = Key;
        });
        await RecordAsync(app);
        var (hours, all) = (await TotalsAsync(app, byHour: true), await TotalsAsync(app, byHour: false));
        app.Clock.Advance(TimeSpan.FromDays(days));
        app.CloseDays();
        var value = isPseudonym ? TagFilter.Pseudonym(System.Text.Encoding.UTF8.GetBytes(Key), "u-1") : "u-1";
        Assert.NotEmpty(Traces(app, value));

        var calls = await LedgerMaintenance.ForgetAsync(app.Options, "user.id", "u-1", Cancellation);

        Assert.Equal(20, calls);
        Assert.Equal(0, await LedgerMaintenance.ForgetAsync(app.Options, "user.id", "u-1", Cancellation));
        Assert.Empty(Traces(app, value));
        await AssertAsync();

        // Adds a record to a day that is still open, so that the sums of this day must be computed again.
        app.Call(at: app.Clock.GetUtcNow());
        await app.Writer.FlushAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromDays(6));
        app.CloseDays();
        Assert.Empty(Traces(app, value));
        Assert.Empty((await LedgerMaintenance.VerifyAsync(app.Options, Cancellation)).Faults);
        hours += app.Records[^1].Cost!.Value.Total;
        all += app.Records[^1].Cost!.Value.Total;
        await AssertAsync();

        async Task AssertAsync()
        {
            Assert.Equal(hours, await TotalsAsync(app, byHour: true));
            Assert.Equal(all, await TotalsAsync(app, byHour: false));
            Assert.Equal(
                app.Records.Count - 20, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
        }
    }

    [Theory]
    [InlineData(ArchiveStep.PartDeleted)]
    [InlineData(ArchiveStep.Written)]
    [InlineData(ArchiveStep.Verified)]
    [InlineData(ArchiveStep.Marked)]
    [InlineData(ArchiveStep.CallsRenamed)]
    [InlineData(ArchiveStep.ChargesRenamed)]
    internal async Task Forget_ProcessThatEndsAfterAStep_ChangesNoTotal_AndTheNextRunCompletesIt(ArchiveStep step)
    {
        await using var app = new TestLedger(options =>
        {
            (options.ArchivePath, options.RetentionDays) = (_archive, 2);
            options.Tags.Add("user.id");
        });
        await RecordAsync(app);
        var (hours, all) = (await TotalsAsync(app, byHour: true), await TotalsAsync(app, byHour: false));

        // One of the three days is only in the archive. The other two are in the archive and in the database.
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();

        await Assert.ThrowsAsync<InvalidOperationException>(() => new LedgerForget(
            app.Options,
            "user.id",
            "u-1",
            reached => _ = reached == step ? throw new InvalidOperationException("The process ends.") : reached)
            .RunAsync(app.Writer.Status.Path, Cancellation));
        Assert.Equal((hours, all), (await TotalsAsync(app, byHour: true), await TotalsAsync(app, byHour: false)));

        await LedgerMaintenance.ForgetAsync(app.Options, "user.id", "u-1", Cancellation);
        Assert.Equal((hours, all), (await TotalsAsync(app, byHour: true), await TotalsAsync(app, byHour: false)));
        Assert.Empty(Traces(app, "u-1"));
        Assert.Equal(40, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
        Assert.Empty((await LedgerMaintenance.VerifyAsync(app.Options, Cancellation)).Faults);
    }

    [Fact]
    public async Task ArchiveThatCannotBeWritten_IsLoggedOnce_AndTheRecordsAreKept()
    {
        await using var app = App(retentionDays: 2);
        await RecordAsync(app);
        await File.WriteAllTextAsync(_archive, "A file in the place of the folder.", Cancellation);
        app.Clock.Advance(TimeSpan.FromDays(5));

        await app.Maintenance.RunAsync(Cancellation);
        await app.Maintenance.RunAsync(Cancellation);

        var logs = app.Logs.GetSnapshot().Where(record => record.Id.Id is 69).ToList();
        Assert.Equal(3, logs.Count);
        Assert.All(logs, record => Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Error, record.Level));
        Assert.Contains("2026-11-03", logs[0].Message, StringComparison.Ordinal);
        Assert.Equal(60, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
        File.Delete(_archive);
        await app.Maintenance.RunAsync(Cancellation);
        Assert.Equal(3, app.Logs.GetSnapshot().Count(record => record.Id.Id is 69));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_archive, "calls"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Forget_AfterTheAppHasEnded_LeavesNoTraceInTheFile()
    {
        await using var folder = new TestLedger();
        string path;
        await using (var app = new TestLedger(options => options.Tags.Add("user.id"), folder.Folder))
        {
            await RecordAsync(app);
            path = app.Writer.Status.Path;
        }

        Assert.Contains("\"u-1\"", await BytesAsync(), StringComparison.Ordinal);
        await LedgerMaintenance.ForgetAsync(new LedgerOptions { Path = folder.Folder }, "user.id", "u-1", Cancellation);
        Assert.DoesNotContain("\"u-1\"", await BytesAsync(), StringComparison.Ordinal);
        Assert.Contains("\"u-2\"", await BytesAsync(), StringComparison.Ordinal);

        async Task<string> BytesAsync() =>
            string.Concat(await Task.WhenAll(Directory.GetFiles(folder.Folder, Path.GetFileName(path) + "*").Select(
                file => File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, Cancellation))));
    }

    [Fact]
    public async Task Forget_ClosedDayWithALateRecord_KeepsTheSumsOfDeletedCalls()
    {
        await using var app = App();
        await RecordAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(1));
        app.CloseDays();
        await LedgerMaintenance.ForgetAsync(app.Options, "team", "search", Cancellation);
        app.Call(at: new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero));
        await app.Writer.FlushAsync(Cancellation);
        app.CloseDays();

        Assert.Equal(1, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
        Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), await TotalsAsync(app, byHour: false));
        Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), await TotalsAsync(app, byHour: true));
        Assert.Empty((await LedgerMaintenance.VerifyAsync(app.Options, Cancellation)).Faults);
    }

    private static async Task RecordAsync(TestLedger app)
    {
        for (var i = 0; i < 60; i++)
        {
            using var scope = CostScope.Begin("chat", ("team", "search"), ("user.id", $"u-{i % 3}"));
            app.Meter.Record(new PaidCall
            {
                OperationName = "chat",
                ProviderName = "openai",
                Model = "gpt-4o",
                Usage = new TokenUsage { Input = 1_000 + i, Output = 10 },
                Duration = TimeSpan.FromMinutes(i % 40),
            });
            app.Clock.Advance(TimeSpan.FromMinutes(41));
        }

        await app.Writer.FlushAsync(Cancellation);
    }

    private static async Task<decimal> TotalsAsync(TestLedger app, bool byHour)
    {
        var costs = new List<decimal>();
        foreach (var byPrice in (bool[])[false, true])
        {
            var query = new LedgerTotalsQuery { Period = s_november, ByHour = byHour, ByPrice = byPrice };
            var totals = await app.Read().ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation);
            costs.Add(totals.Sum(total => total.Cost));
        }

        Assert.Equal(costs[0], costs[1]);
        return costs[0];
    }

    /// <summary>Returns the calls with a tag value, in the database and in the archive.</summary>
    private List<string?> Traces(TestLedger app, string value)
    {
        var traces = new List<string?>();
        using (var connection = LedgerDatabase.OpenToRead(app.Writer.Status.Path)!)
        {
            var rows = (int)connection.Number($"SELECT count(*) FROM call WHERE tags LIKE '%\"{value}\"%'");
            traces.AddRange(Enumerable.Repeat(value, rows));
        }

        if (Directory.Exists(_archive))
        {
            using var duckDb = new DuckDb();
            traces.AddRange(duckDb.Rows($"SELECT id::VARCHAR FROM '{_archive}/calls/*/*.parquet' WHERE tags LIKE '%\"{value}\"%'")
                .Select(row => row[0]));
        }

        return traces;
    }

    private TestLedger App(string? folder = null, int retentionDays = 30) =>
        new(options => (options.ArchivePath, options.RetentionDays) = (_archive, retentionDays), folder);
}
