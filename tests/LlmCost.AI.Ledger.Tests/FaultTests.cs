using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Tests;

public sealed class FaultTests
{
    private const long MaxFileBytes = 16 * 1024 * 1024;

    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FullFile_CausesAGap_AndCallsAndGapsAddUp()
    {
        await using var app = new TestLedger(options =>
        {
            options.MaxFileBytes = MaxFileBytes;
            options.QueueLength = 64;
            options.Tags.Add("note");
        });
        using (CostScope.Begin("chat", ("note", new string('x', 100_000))))
        {
            while (app.Writer.Status.Fault is null)
            {
                app.Call();
            }

            for (var i = 0; i < 100; i++)
            {
                app.Call();
            }
        }

        Assert.Contains("full", app.Writer.Status.Fault, StringComparison.Ordinal);
        Assert.True(new FileInfo(app.Writer.Status.Path).Length <= MaxFileBytes);
        var logs = app.Logs;
        await app.DisposeWriterAsync();

        // The records that were still in the queue when the app ended are lost, but they are counted.
        var kept = await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation);
        Assert.True(kept > 0 && kept < app.Records.Count);
        var gaps = (await app.Read().ReadCoverageAsync(s_november, Cancellation)).Gaps.Sum(gap => gap.Calls);
        var lost = Assert.Single(logs.GetSnapshot(), record => record.Id.Id is 64);
        Assert.Contains($"{app.Records.Count - kept - gaps} records", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LockedFile_DelaysRecords_ButLosesNone()
    {
        await using var app = new TestLedger(options => options.QueueLength = 64);
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        using (var other = new SqliteConnection($"Data Source={app.Writer.Status.Path};Pooling=False"))
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < 200; i++)
            {
                app.Call(input: 1_000 + i);
            }

            Assert.True(app.Writer.Status.QueueLength > 0);
            other.Execute("ROLLBACK");
        }

        await app.Writer.FlushAsync(Cancellation);

        var calls = await app.Read().ReadCallsAsync(s_november, Cancellation).ToListAsync(Cancellation);
        var gaps = (await app.Read().ReadCoverageAsync(s_november, Cancellation)).Gaps;
        Assert.Equal(app.Records.Count, calls.Count + gaps.Sum(gap => gap.Calls));
        Assert.Equal(
            app.Records.Sum(record => record.Cost!.Value.Total), calls.Sum(call => call.Cost) + gaps.Sum(gap => gap.Cost));
        Assert.Null(app.Writer.Status.Fault);
    }

    [Fact]
    public async Task ClockThatIsSetBack_ChangesNothing()
    {
        await using var app = new TestLedger();
        app.Call();
        app.Call(at: app.Clock.GetUtcNow().AddDays(-1));
        app.Call(at: app.Clock.GetUtcNow().AddDays(1));
        await app.Writer.FlushAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromDays(3));
        app.CloseDays();

        var report = await LedgerReport.CreateAsync(
            app.Read(), new LedgerReportQuery { Period = s_november, By = [LedgerField.Parse("day")] }, Cancellation);

        Assert.Equal(["2026-11-02", "2026-11-03", "2026-11-04"], report.Rows.Select(row => row.Values[0]));
        Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), report.Total.Cost);
    }

    [Fact]
    public async Task FileOfAnAppKilledDuringItsStart_IsEmpty_AndUsedByTheNextApp()
    {
        await using var app = new TestLedger();
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(app.Folder, "ledger-1.db")};Pooling=False"))
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL");
        }

        Assert.Equal(1, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
        await using (var next = new TestLedger(folder: app.Folder))
        {
            next.Call();
        }

        Assert.Equal(2, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public void InvalidOptions_AreReportedWithTheirKeys()
    {
        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => new TestLedger(options =>
        {
            options.RetentionDays = 1;
            options.QueueLength = 3;
            options.FlushInterval = TimeSpan.Zero;
            options.MaxFileBytes = 5;
            options.PseudonymTags.Add("user.id");
        }));

        Assert.Equal(
            ["RetentionDays", "QueueLength", "FlushInterval", "MaxFileBytes", "PseudonymKey"],
            error.Failures.Select(fault => fault.Split(' ')[0]["LlmCost:Ledger:".Length..]));
    }
}
