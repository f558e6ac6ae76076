using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>
/// To the last digit, the metered cost equals the cost in each form of the ledger: the calls, the sums, the archive and the
/// export, each together with the gaps.
/// </summary>
public sealed class SumInvariantTests : IDisposable
{
    private const int QueueLength = 64;

    private static readonly LedgerPeriod s_period = LedgerPeriod.Days(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30));

    private readonly string _root = Directory.CreateTempSubdirectory("llmcost-sum-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Archive => Path.Combine(_root, "archive");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <remarks>
    /// Some costs have no finite decimal representation, because they derive from a price per hour, from the monthly price of a
    /// deployment, or from a discount that the provider reports.
    /// </remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task RandomCalls_CostTheSameEverywhere(int seed)
    {
        var random = new Random(seed);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 20, 0, 0, TimeSpan.Zero));
        var records = new List<CostRecord>();

        // Each run simulates a process. Days pass during each run and between runs.
        for (var run = 0; run < 3; run++)
        {
            await using var app = App(clock);
            for (var burst = 0; burst < 6; burst++)
            {
                // A full queue causes gaps.
                for (var i = random.Next(QueueLength * 2); i >= 0; i--)
                {
                    Record(app.Meter, random, clock);
                    clock.Advance(TimeSpan.FromSeconds(random.Next(60)));
                }

                await app.Writer.FlushAsync(Cancellation);
                clock.Advance(TimeSpan.FromHours(random.Next(10)));
                if (random.Next(3) is 0)
                {
                    app.CloseDays();
                }
            }

            records.AddRange(app.Records);
            await AssertAsync(app, records);
        }

        clock.Advance(TimeSpan.FromDays(7));
        await using var last = App(clock);
        last.CloseDays();
        await AssertAsync(last, records);

        var gaps = (await last.Read().ReadCoverageAsync(s_period, Cancellation)).Gaps;
        Assert.Contains(gaps, gap => gap.Reason is LedgerGapReason.QueueFull);
        using var duckDb = new DuckDb();
        foreach (var table in (string[])["calls", "charges"])
        {
            Assert.Equal(
                records.Sum(Cost),
                duckDb.Number($"SELECT sum(cost)::VARCHAR FROM '{Archive}/{table}/*/*.parquet'") + gaps.Sum(gap => gap.Cost));
        }

        Assert.Equal(
            records.Count,
            duckDb.Number($"SELECT count(DISTINCT id)::VARCHAR FROM '{Archive}/calls/*/*.parquet'") + gaps.Sum(gap => gap.Calls));
        Assert.Empty((await LedgerMaintenance.VerifyAsync(last.Options, Cancellation)).Faults);
    }

    private static decimal Cost(CostRecord record) => record.Cost?.Total ?? 0;

    private static async Task AssertAsync(TestLedger app, List<CostRecord> records)
    {
        var ledger = app.Read();
        var gaps = (await ledger.ReadCoverageAsync(s_period, Cancellation)).Gaps;
        var (missing, metered) = (gaps.Sum(gap => gap.Cost), records.Sum(Cost));
        var calls = await ledger.ReadCallsAsync(s_period, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(records.Count, calls.Count + gaps.Sum(gap => gap.Calls));
        Assert.Equal(metered, calls.Sum(call => call.Cost ?? 0) + missing);
        Assert.Equal(metered, calls.Sum(call => call.Charges.Sum(charge => charge.Cost ?? 0)) + missing);
        Assert.Equal(
            records.Count(record => record.Cost is null && !record.IsProvisioned),
            calls.Count(call => call.Result.IsUnpriced) + gaps.Sum(gap => gap.UnpricedCalls));
        foreach (var (byHour, byTags, byPrice) in ((bool, bool, bool)[])
            [(false, false, false), (true, false, false), (false, true, false), (false, false, true), (true, true, true)])
        {
            var query = new LedgerTotalsQuery { Period = s_period, ByHour = byHour, ByTags = byTags, ByPrice = byPrice };
            var totals = await ledger.ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation);
            Assert.Equal(metered, totals.Sum(total => total.Cost) + missing);
        }

        foreach (var byHour in (bool[])[false, true])
        {
            using var stream = new MemoryStream();
            var export = await FocusExport.WriteAsync(
                ledger,
                new() { BillingAccountId = "acme", Period = s_period, ByHour = byHour, ByTags = byHour },
                stream,
                Cancellation);
            Assert.Equal(metered, export.EffectiveCost + missing);
        }
    }

    private static void Record(CostMeter meter, Random random, FakeTimeProvider clock)
    {
        using var scope = CostScope.Begin($"feature-{random.Next(4)}", ("team", $"team-{random.Next(3)}"));
        var (provider, model) = random.Next(8) switch
        {
            0 => ("openai", "no-such-model"),
            1 => ("anthropic", "claude-sonnet-4-5"),
            2 => ("groq", "whisper-large-v3"),
            3 => ("openrouter", "openai/gpt-4o"),
            4 => ("mistral_ai", "mistral-large-latest"),
            5 => ("azure.ai.openai", "ptu"),
            _ => ("openai", "gpt-4o"),
        };
        meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = provider,
            Model = model,
            Timestamp = clock.GetUtcNow() - TimeSpan.FromSeconds(random.Next(90)),
            Duration = TimeSpan.FromSeconds(random.Next(90)),
            Usage = provider is "groq"
                ? null
                : new TokenUsage { Input = random.Next(9_999), InputCacheRead = random.Next(999), Output = random.Next(999) },
            Quantities = provider is "groq"
                ? [new()
                {
                    Unit = BillableUnit.AudioSecond,
                    Quantity = random.Next(1, 99_999) * 0.01m,
                }]
                : [],
            ReportedCost = provider is "openrouter"
                ? (random.Next(1, 99_999) / 1_000_000m) + random.Next(2)
                : null,
        });
    }

    private TestLedger App(FakeTimeProvider clock) => new(
        options =>
        {
            (options.ArchivePath, options.RetentionDays) = (Archive, 2);
            (options.QueueLength, options.FlushInterval) = (QueueLength, TimeSpan.FromMinutes(1));
        },
        Path.Combine(_root, "ledger"),
        clock,
        metering: options =>
        {
            options.Discounts["anthropic"] = 0.15m;
            options.Rounding["mistral_ai"] = 4;
            options.ProvisionedDeployments.Add(
                new()
                {
                    Deployment = "ptu",
                    MonthlyCost = 3_000,
                    MonthlyTokens = 70_000_000,
                });
        });
}
