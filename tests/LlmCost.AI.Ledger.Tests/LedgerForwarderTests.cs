using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

public sealed class LedgerForwarderTests
{
    private readonly MemoryDestination _destination = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_AreForwardedOnce_InTheOrderOfTheirWrites_InBatchesOfAtMost1000()
    {
        await using var app = new TestLedger(destination: _destination);
        for (var i = 0; i < 2_500; i++)
        {
            // Simulates long calls, which end after calls that started later.
            app.Call(input: i, at: app.Clock.GetUtcNow().AddSeconds(-(i % 7)));
        }

        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);

        Assert.Equal([1_000, 1_000, 500], _destination.Batches.Select(batch => batch.Calls.Count));
        Assert.Equal(app.Records.Select(record => record.Id), _destination.Calls.Select(call => call.Id));
        Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), _destination.Calls.Sum(call => call.Cost));
        Assert.Equal(
            app.Records.Sum(record => record.Charges.Sum(charge => charge.Cost)),
            _destination.Calls.Sum(call => call.Charges.Sum(charge => charge.Cost)));
        Assert.Equal((2_500, null), (app.Writer.Status.Forwarding!.Calls, app.Writer.Status.Forwarding.Fault));
    }

    [Fact]
    public async Task ErasedCalls_ThatWereNotForwarded_AreForwardedOnlyAsSums()
    {
        await using var app = new TestLedger(options => options.Tags.Add("user.id"), destination: _destination);
        app.Call(input: 1);
        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);
        app.Call(input: 2);
        app.Call(input: 3);
        await app.Writer.FlushAsync(Cancellation);

        Assert.Equal(3, await LedgerMaintenance.ForgetAsync(app.Options, "user.id", "u-17", Cancellation));
        await app.Forwarder.ForwardAsync(Cancellation);

        Assert.Equal(app.Records[0].Id, Assert.Single(_destination.Calls).Id);
        var gap = Assert.Single(_destination.Gaps);
        Assert.Equal((2, 5), (gap.Calls, gap.InputTokens));
        Assert.Equal(
            app.Records.Sum(record => record.Cost!.Value.Total), _destination.Calls.Sum(call => call.Cost) + gap.Cost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FailedBatch_IsSentAgain_WithIncreasingDelays_AndIsLoggedOncePerChange(bool beforeCommit)
    {
        await using var app = new TestLedger(destination: _destination);
        (_destination.FailsBefore, _destination.FailsAfter) = (beforeCommit, !beforeCommit);
        app.Call();
        app.Call();
        await app.Writer.FlushAsync(Cancellation);

        for (var seconds = 1; seconds < 100; seconds *= 2)
        {
            var pause = await app.Forwarder.ForwardAsync(Cancellation);
            Assert.InRange(pause.TotalSeconds, Math.Min(seconds, 60) * 0.75, Math.Min(seconds, 60));
        }

        Assert.Equal("No answer.", app.Writer.Status.Forwarding!.Fault);
        _destination.FailsBefore = _destination.FailsAfter = false;
        _destination.Batches.Clear();
        await app.Forwarder.ForwardAsync(Cancellation);

        Assert.Equal(app.Records.Select(record => record.Id), _destination.Calls.Select(call => call.Id));
        Assert.Null(app.Writer.Status.Forwarding!.Fault);
        Assert.Equal(
            [LogLevel.Error, LogLevel.Information],
            app.Logs.GetSnapshot().Where(record => record.Id.Id is 66 or 67).Select(record => record.Level));
    }

    [Fact]
    public async Task NextProcess_ForwardsTheRemainingCalls()
    {
        await using var app = new TestLedger(destination: _destination);
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        var file = app.Writer.Status.Path;
        var copy = Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;
        File.Copy(file, Path.Combine(copy, "ledger-0.db"));
        File.Copy(file + "-wal", Path.Combine(copy, "ledger-0.db-wal"));
        try
        {
            await using var next = new TestLedger(folder: copy, destination: _destination);
            await next.Forwarder.ForwardAsync(Cancellation);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }

        Assert.Equal(app.Records.Select(record => record.Id), _destination.Calls.Select(call => call.Id));
    }

    [Fact]
    public async Task AbandonedFile_IsForwarded_AndAFileInUseIsNot()
    {
        await using var app = new TestLedger(destination: _destination);
        await using var running = new TestLedger(folder: app.Folder);
        running.Call();
        await running.Writer.FlushAsync(Cancellation);
        TestLedger ended;
        await using (ended = new TestLedger(folder: app.Folder))
        {
            ended.Call();
        }

        await app.Forwarder.ForwardAsync(Cancellation);

        Assert.Equal(ended.Records[0].Id, Assert.Single(_destination.Calls).Id);
    }

    [Fact]
    public async Task Gaps_AreForwardedOnce()
    {
        await using var app = new TestLedger(
            options =>
            {
                options.QueueLength = 64;
                options.FlushInterval = TimeSpan.FromMinutes(1);
            },
            destination: _destination);
        for (var i = 0; i < 100; i++)
        {
            app.Call();
        }

        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);

        var gap = Assert.Single(_destination.Gaps);
        Assert.Equal((LedgerGapReason.QueueFull, 36), (gap.Reason, gap.Calls));
        Assert.Equal(
            app.Records.Sum(record => record.Cost!.Value.Total), _destination.Calls.Sum(call => call.Cost) + gap.Cost);
    }

    [Fact]
    public async Task CallsPastTheRetention_ThatWereNotForwarded_AreAGapAtTheDestination_ButNotInTheFile()
    {
        await using var app = new TestLedger(options => options.RetentionDays = 2, destination: _destination);
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);
        _destination.FailsBefore = true;
        app.Call(input: 5_000);
        app.Call(model: "no-such-model", input: 7, output: 5);
        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);

        app.Clock.Advance(TimeSpan.FromDays(4));
        app.CloseDays();
        _destination.FailsBefore = false;
        await app.Forwarder.ForwardAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);

        Assert.Equal(app.Records[0].Id, Assert.Single(_destination.Calls).Id);
        var gap = Assert.Single(_destination.Gaps);
        Assert.Equal((LedgerGapReason.TooOld, 2, 1), (gap.Reason, gap.Calls, gap.UnpricedCalls));
        Assert.Equal((5_007, 105), (gap.InputTokens, gap.OutputTokens));
        Assert.Equal((app.Records[1].Cost!.Value.Total, app.Records[1].ListCost), (gap.Cost, gap.ListCost));
        var coverage = await app.Read().ReadCoverageAsync(LedgerPeriod.Month(2026, 11), Cancellation);
        Assert.Empty(coverage.Gaps);
    }

    [Fact]
    public async Task Stop_ForwardsAllMeteredCalls()
    {
        await using var app = new TestLedger(
            options => options.FlushInterval = TimeSpan.FromMinutes(1), destination: _destination);
        await app.Forwarder.StartAsync(Cancellation);
        app.Call();
        await app.Forwarder.StopAsync(Cancellation);

        Assert.Equal(app.Records[0].Id, Assert.Single(_destination.Calls).Id);
    }

    [Fact]
    public async Task StopWhileTheDestinationFails_CompletesImmediately_AndTheFileKeepsTheCalls()
    {
        await using var app = new TestLedger(destination: _destination);
        _destination.FailsBefore = true;
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        await app.Forwarder.ForwardAsync(Cancellation);
        await app.Forwarder.StopAsync(Cancellation);

        _destination.FailsBefore = false;
        await app.Forwarder.ForwardAsync(Cancellation);

        Assert.Single(_destination.Calls);
    }

    [Fact]
    public async Task Lag_IsTheAgeOfTheOldestCallThatWasNotForwarded()
    {
        await using var app = new TestLedger(destination: _destination);
        var forwarder = app.Forwarder;
        using var lag = new MetricCollector<double>(app.MeterFactory, "LlmCost.AI", "llmcost.ledger.forward.lag");
        _destination.FailsBefore = true;
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        await forwarder.ForwardAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromSeconds(90));
        lag.RecordObservableInstruments();

        _destination.FailsBefore = false;
        await forwarder.ForwardAsync(Cancellation);
        lag.RecordObservableInstruments();

        Assert.Equal([90, 0], lag.GetMeasurementSnapshot().Select(measurement => measurement.Value));
        Assert.Equal(TimeSpan.Zero, app.Writer.Status.Forwarding!.Lag);
    }

    [Fact]
    public async Task WithoutADestination_NothingIsForwarded()
    {
        await using var app = new TestLedger();
        await app.Forwarder.StartAsync(Cancellation);
        app.Call();
        await app.Forwarder.StopAsync(Cancellation);

        Assert.Null(app.Writer.Status.Forwarding);
    }
}
