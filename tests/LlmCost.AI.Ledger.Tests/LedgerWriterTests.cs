using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

public sealed class LedgerWriterTests
{
    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_IsStoredWithItsCharges()
    {
        await using var app = new TestLedger();
        using var client = new TestChatClient().AsBuilder().UseCostMetering(app.Meter).Build();
        using (CostScope.Begin("search", ("team", "shop"), ("user.id", "u-17")))
        {
            await client.GetResponseAsync("Hi?", cancellationToken: Cancellation);
        }

        await app.Writer.FlushAsync(Cancellation);

        var record = Assert.Single(app.Records);
        var call = Assert.Single(await app.Read().ReadCallsAsync(s_november, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(record.Id, call.Id);
        Assert.Equal(record.Timestamp, call.Timestamp);
        Assert.Equal("shop", call.Origin.Service);
        Assert.Equal(
            new LedgerKey
            {
                OperationName = "chat",
                ProviderName = "openai",
                RequestModel = record.RequestModel,
                ResponseModel = "gpt-4o-2024-11-20",
                Feature = "search",
            },
            call.Key);
        Assert.Equal((CallOutcome.Completed, UsageSource.Reported), (call.Result.Outcome, call.Result.UsageSource));
        Assert.Equal(record.Cost!.Value.Total, call.Cost);
        Assert.Equal(
            record.Charges.Select(charge => (charge.Unit, charge.Quantity, (decimal?)charge.UnitPrice, (decimal?)charge.Cost)),
            call.Charges.Select(charge => (charge.Price.Unit, charge.Quantity, charge.Price.UnitPrice, charge.Cost)));
        Assert.Equal([new("team", "shop")], call.Tags);
        Assert.Equal(call.Id, (await app.Read().FindCallAsync(call.Id, Cancellation))?.Id);
    }

    [Fact]
    public async Task UnpricedCall_IsStoredWithItsUsage_AndWithoutACost()
    {
        await using var app = new TestLedger();
        app.Call(model: "no-such-model", input: 7, output: 5);
        await app.Writer.FlushAsync(Cancellation);

        var call = Assert.Single(await app.Read().ReadCallsAsync(s_november, Cancellation).ToListAsync(Cancellation));

        Assert.True(call.Result.IsUnpriced);
        Assert.Null(call.Cost);
        Assert.Equal(
            [("input", 7m, null), ("output", 5m, null)],
            call.Charges.Select(one => (one.Price.Unit, one.Quantity, one.Cost)));
    }

    [Fact]
    public async Task FullQueue_CausesAGap_AndCallsAndGapsAddUpToTheMeteredCalls()
    {
        await using var app = new TestLedger(options =>
        {
            options.QueueLength = 64;
            options.FlushInterval = TimeSpan.FromMinutes(1);
        });

        for (var i = 0; i < 1_000; i++)
        {
            app.Call(input: 1_000 + i, model: i % 10 is 0 ? "no-such-model" : "gpt-4o");
        }

        await app.Writer.FlushAsync(Cancellation);
        var calls = await app.Read().ReadCallsAsync(s_november, Cancellation).ToListAsync(Cancellation);
        var gap = Assert.Single((await app.Read().ReadCoverageAsync(s_november, Cancellation)).Gaps);
        Assert.Equal(LedgerGapReason.QueueFull, gap.Reason);
        Assert.Equal(64, calls.Count);
        Assert.Equal(936, gap.Calls);
        Assert.Equal(
            app.Records.Count(record => record.Cost is null), calls.Count(call => call.Cost is null) + gap.UnpricedCalls);
        Assert.Equal(app.Records.Sum(record => record.Cost?.Total ?? 0), calls.Sum(call => call.Cost ?? 0) + gap.Cost);
        Assert.Equal(app.Records.Sum(record => record.Usage.TotalInput), calls.Sum(call => call.InputTokens) + gap.InputTokens);
    }

    [Fact]
    public async Task ClosedDay_HasTheSumsOfItsCalls_EvenAfterALateRecord()
    {
        await using var app = new TestLedger();
        var day = app.Clock.GetUtcNow();
        for (var i = 0; i < 50; i++)
        {
            app.Call(feature: i % 2 is 0 ? "chat" : "search", input: 1_000 + i);
        }

        app.Call(at: new DateTimeOffset(2026, 11, 3, 23, 59, 30, TimeSpan.Zero), duration: TimeSpan.FromMinutes(1));
        await app.Writer.FlushAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromHours(15));
        app.CloseDays();
        await AssertSums(51);

        app.Call(at: day, input: 77);
        await app.Writer.FlushAsync(Cancellation);
        await AssertSums(52);
        app.CloseDays();
        await AssertSums(52);

        async Task AssertSums(int calls)
        {
            foreach (var byPrice in (bool[])[false, true])
            {
                var query = new LedgerTotalsQuery { Period = s_november, ByPrice = byPrice };
                var totals = await app.Read().ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation);
                Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), totals.Sum(total => total.Cost));
                Assert.Equal(byPrice ? calls * 2 : calls, totals.Sum(total => total.Calls));
                Assert.Equal(byPrice ? 0 : app.Records[50].Cost!.Value.Total, totals.Sum(total => total.CrossingCost));
            }
        }
    }

    [Fact]
    public async Task DayPastTheRetention_KeepsOnlyItsSums_AndALateRecordIsAGap()
    {
        await using var app = new TestLedger(options => options.RetentionDays = 2);
        app.Call();
        await app.Writer.FlushAsync(Cancellation);
        app.Clock.Advance(TimeSpan.FromDays(4));
        app.CloseDays();

        app.Call(at: app.Records[0].Timestamp, input: 5);
        await app.Writer.FlushAsync(Cancellation);
        app.CloseDays();

        var ledger = app.Read();
        var coverage = await ledger.ReadCoverageAsync(s_november, Cancellation);
        Assert.Empty(await ledger.ReadCallsAsync(s_november, Cancellation).ToListAsync(Cancellation));
        Assert.Equal([new DateOnly(2026, 11, 3)], coverage.DaysWithoutCalls);
        Assert.Equal(LedgerGapReason.TooOld, coverage.Gaps[0].Reason);
        Assert.Equal(app.Records[1].Cost!.Value.Total, coverage.Gaps[0].Cost);
        var total = Assert.Single(
            await ledger.ReadTotalsAsync(new() { Period = s_november }, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(app.Records[0].Cost!.Value.Total, total.Cost);
    }

    [Fact]
    public async Task TwoProcesses_WriteSeparateFiles_WhichAreReadAsOneLedger()
    {
        await using var app = new TestLedger();
        await using (var other = new TestLedger(folder: app.Folder))
        {
            other.Call();
            app.Call();
        }

        await app.Writer.FlushAsync(Cancellation);

        Assert.Equal(2, Directory.GetFiles(app.Folder, "*.db").Length);
        Assert.Equal(2, await app.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Dispose_WritesTheQueuedRecords()
    {
        await using var first = new TestLedger();
        await using (var app = new TestLedger(options => options.FlushInterval = TimeSpan.FromMinutes(1), first.Folder))
        {
            app.Call();
        }

        Assert.Equal(1, await first.Read().ReadCallsAsync(s_november, Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task PseudonymTag_IsStablePerUser_AndHidesTheUser()
    {
        await using var app = new TestLedger(options =>
        {
            options.PseudonymTags.Add("user.id");
            options.PseudonymKey = "a secret of the app";
        });
        app.Call();
        app.Call();
        await app.Writer.FlushAsync(Cancellation);

        var tags = await app.Read().ReadCallsAsync(s_november, Cancellation).Select(call => call.Tags).ToListAsync(Cancellation);

        Assert.Equal(tags[0], tags[1]);
        var user = Assert.Single(tags[0], tag => tag.Key == "user.id").Value;
        Assert.Equal(22, user.Length);
        Assert.DoesNotContain("u-17", user, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatIsAFile_PreventsTheStart_AndTheErrorNamesTheRemedy()
    {
        var file = Path.GetTempFileName();
        try
        {
            var error = Assert.Throws<IOException>(() => new LedgerWriter(new LedgerOptions { Path = file }, []));
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains("LlmCost:Ledger:Path", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
