using System.Globalization;

namespace LlmCost.AI.Tests;

/// <summary>The behavior that all ledgers share, regardless of their storage.</summary>
public abstract class LedgerReaderConformanceTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmptyLedger_HasNoSums_NoCalls_AndNoStart()
    {
        await using var ledger = await OpenAsync();

        Assert.Empty(await TotalsAsync(ledger, new() { Period = s_november }));
        Assert.Empty(await CallsAsync(ledger, s_november));
        Assert.Null(await ledger.Reader.FindCallAsync(Guid.CreateVersion7(s_noon), Cancellation));
        var coverage = await ledger.Reader.ReadCoverageAsync(s_november, Cancellation);
        Assert.Null(coverage.Start);
        Assert.Empty(coverage.Gaps);
        Assert.Empty(coverage.DaysWithoutCalls);
    }

    [Fact]
    public async Task Calls_AreReadAsStored_OrderedByStart()
    {
        var calls = SomeCalls.Create(seed: 1, count: 300, s_noon, TimeSpan.FromDays(20)).ToList();
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var kept = await CallsAsync(ledger, s_november);

        Assert.Equal(calls.OrderBy(call => call.Timestamp).Select(Describe), kept.Select(Describe));
        Assert.Equal(Describe(calls[7]), Describe((await ledger.Reader.FindCallAsync(calls[7].Id, Cancellation))!));
    }

    [Fact]
    public async Task Calls_AreFoundByTheirResponseId()
    {
        var calls = SomeCalls.Create(seed: 1, count: 20, s_noon, TimeSpan.FromDays(1)).ToList();
        (calls[3], calls[5]) = (calls[3] with { ResponseId = "polled" }, calls[5] with { ResponseId = "polled" });
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var found = await ledger.Reader.FindCallsAsync("polled", Cancellation).ToListAsync(Cancellation);

        LedgerCall[] polled = [calls[3], calls[5]];
        Assert.Equal(polled.OrderBy(call => call.Timestamp).Select(Describe), found.Select(Describe));
        Assert.Empty(await ledger.Reader.FindCallsAsync("other", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task CallsStoredTwice_AreOneCallEach()
    {
        var calls = SomeCalls.Create(seed: 2, count: 100, s_noon, TimeSpan.FromDays(1)).ToList();
        var gap = Gap(s_noon, s_noon);
        await using var ledger = await OpenAsync();

        await ledger.KeepAsync(calls, [gap]);
        await ledger.KeepAsync(calls[50..], [gap]);

        Assert.Equal(100, (await CallsAsync(ledger, s_november)).Count);
        Assert.Single((await ledger.Reader.ReadCoverageAsync(s_november, Cancellation)).Gaps);
        var totals = await TotalsAsync(ledger, new() { Period = s_november });
        Assert.Equal(calls.Sum(call => call.Cost ?? 0), totals.Sum(total => total.Cost));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task SumsOfCalls_MatchTheCalls(bool byHour, bool byTags)
    {
        var calls = SomeCalls.Create(seed: 3, count: 500, s_noon, TimeSpan.FromDays(3)).ToList();
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var totals = await TotalsAsync(ledger, new() { Period = s_november, ByHour = byHour, ByTags = byTags });

        var bucket = byHour ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
        var expected = calls
            .GroupBy(call => Group(Start(call, bucket), call.Origin, call.Key, call.Result, byTags ? call.Tags : [], null))
            .Select(group => string.Join(
                " | ",
                group.Key,
                group.Count(),
                group.Sum(call => call.Duration.Ticks),
                group.Sum(call => call.InputTokens),
                group.Sum(call => call.OutputTokens),
                Number(group.Sum(call => call.Cost ?? 0)),
                Number(group.Sum(call => call.ListCost ?? 0)),
                Number(group.Where(IsCrossing).Sum(call => call.Cost ?? 0))));
        var actual = totals.Select(total => string.Join(
            " | ",
            Group(total.Start, total.Origin, total.Key, total.Result, total.Tags, total.Price),
            total.Calls,
            total.Duration.Ticks,
            total.InputTokens,
            total.OutputTokens,
            Number(total.Cost),
            Number(total.ListCost),
            Number(total.CrossingCost)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task SumsOfCharges_MatchTheCharges(bool byHour, bool byTags)
    {
        var calls = SomeCalls.Create(seed: 4, count: 500, s_noon, TimeSpan.FromDays(3)).ToList();
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var totals = await TotalsAsync(
            ledger, new() { Period = s_november, ByHour = byHour, ByTags = byTags, ByPrice = true });

        var bucket = byHour ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
        var expected = calls
            .SelectMany(call => call.Charges.Select(charge => (Call: call, Charge: charge)))
            .GroupBy(row => Group(
                Start(row.Call, bucket), row.Call.Origin, row.Call.Key, row.Call.Result, byTags ? row.Call.Tags : [],
                row.Charge.Price))
            .Select(group => string.Join(
                " | ",
                group.Key,
                group.Count(),
                Number(group.Sum(row => row.Charge.Quantity)),
                Number(group.Sum(row => row.Charge.Cost ?? 0)),
                Number(group.Sum(row => row.Charge.ListCost ?? 0))));
        var actual = totals.Select(total => string.Join(
            " | ",
            Group(total.Start, total.Origin, total.Key, total.Result, total.Tags, total.Price),
            total.Calls,
            Number(total.Quantity),
            Number(total.Cost),
            Number(total.ListCost)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.All(totals, total => Assert.Equal((0, 0L, 0L), (total.Duration.Ticks, total.InputTokens, total.OutputTokens)));
    }

    [Fact]
    public async Task Period_ContainsItsStart_AndNotItsEnd()
    {
        var calls = Enumerable.Range(0, 5).Select(i => SomeCalls.Call(s_noon.AddHours(i))).ToList();
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var period = new LedgerPeriod { Start = s_noon.AddHours(1), End = s_noon.AddHours(3) };

        Assert.Equal(calls[1..3].Select(call => call.Id), (await CallsAsync(ledger, period)).Select(call => call.Id));
        Assert.Equal(2, (await TotalsAsync(ledger, new() { Period = period })).Sum(total => total.Calls));
    }

    [Fact]
    public async Task Period_InAnotherTimeZone_ContainsTheSameCalls()
    {
        var calls = Enumerable.Range(0, 24).Select(i => SomeCalls.Call(s_noon.AddHours(i))).ToList();
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var period = new LedgerPeriod
        {
            Start = s_noon.AddHours(3).ToOffset(TimeSpan.FromHours(5.5)),
            End = s_noon.AddHours(20).ToOffset(TimeSpan.FromHours(-8)),
        };

        Assert.Equal(17, (await CallsAsync(ledger, period)).Count);
        Assert.Equal(17, (await TotalsAsync(ledger, new() { Period = period })).Sum(total => total.Calls));
    }

    [Fact]
    public async Task Amounts_AreExact_To28Digits()
    {
        const decimal Smallest = 0.0000000000000000000000000001m;
        const decimal Long = 1.2345678901234567890123456789m;
        var calls = (List<LedgerCall>)
        [
            SomeCalls.Call(s_noon, cost: Smallest),
            SomeCalls.Call(s_noon, cost: Long),
            SomeCalls.Call(s_noon, cost: 5m),
        ];
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);

        var kept = await CallsAsync(ledger, s_november);
        var total = Assert.Single(await TotalsAsync(ledger, new() { Period = s_november }));
        var charges = Assert.Single(await TotalsAsync(ledger, new() { Period = s_november, ByPrice = true }));

        Assert.Equal([Smallest, Long, 5m], kept.Select(call => call.Cost!.Value).Order());
        Assert.Equal(6.2345678901234567890123456790m, total.Cost);
        Assert.Equal(6.2345678901234567890123456790m, charges.Cost);
    }

    [Fact]
    public async Task LargestQuantity_IsReadUnchanged()
    {
        var call = SomeCalls.Call(s_noon, quantity: decimal.MaxValue);
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync([call], []);

        Assert.Equal(decimal.MaxValue, Assert.Single(await CallsAsync(ledger, s_november)).Charges[0].Quantity);
        Assert.Equal(
            decimal.MaxValue,
            Assert.Single(await TotalsAsync(ledger, new() { Period = s_november, ByPrice = true })).Quantity);
    }

    [Fact]
    public async Task Texts_AreReadAsStored()
    {
        const string Text = "'; DROP TABLE call; -- \"\\ \u00e4\u6f22\U0001F600\t\n$1 {0} %s";
        var call = SomeCalls.Call(s_noon) with
        {
            ResponseId = Text,
            RequestId = "",
            Key = new LedgerKey { OperationName = Text, Feature = Text, ResponseModel = new string('m', 20_000) },
            Tags = [new(Text, Text)],
        };
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync([call], []);

        Assert.Equal(Describe(call), Describe(Assert.Single(await CallsAsync(ledger, s_november))));
    }

    [Fact]
    public async Task UnknownCost_IsNull_AndNotZero()
    {
        var call = SomeCalls.Call(s_noon) with
        {
            Cost = null,
            ListCost = null,
            Result = new LedgerResult { UnpricedReason = UnpricedReason.UnknownModel },
            Charges = [],
        };
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync([call], []);

        var kept = Assert.Single(await CallsAsync(ledger, s_november));
        Assert.Null(kept.Cost);
        Assert.Empty(kept.Charges);
        var total = Assert.Single(await TotalsAsync(ledger, new() { Period = s_november }));
        Assert.True(total.Result.IsUnpriced);
        Assert.Equal(0, total.Cost);
        Assert.Empty(await TotalsAsync(ledger, new() { Period = s_november, ByPrice = true }));
    }

    [Fact]
    public async Task Gaps_ThatOverlapThePeriod_AreRead()
    {
        var gaps = (List<LedgerGap>)
        [
            Gap(s_noon.AddHours(-2), s_noon.AddHours(-1)),
            Gap(s_noon.AddHours(-1), s_noon),
            Gap(s_noon.AddMinutes(10), s_noon.AddMinutes(20)),
            Gap(s_noon.AddHours(1), s_noon.AddHours(2)),
        ];
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync([SomeCalls.Call(s_noon.AddDays(-1))], gaps);

        var coverage = await ledger.Reader.ReadCoverageAsync(
            new LedgerPeriod { Start = s_noon, End = s_noon.AddHours(1) }, Cancellation);

        Assert.Equal(gaps[1..3], coverage.Gaps);
        Assert.Equal(s_noon.AddDays(-1), coverage.Start);
    }

    [Fact]
    public async Task PeriodPastTheRetention_KeepsItsSums_AndLosesItsCalls()
    {
        var october = LedgerPeriod.Month(2026, 10);
        var calls = SomeCalls.Create(seed: 5, count: 200, october.Start, TimeSpan.FromDays(30)).ToList();
        await using var ledger = await OpenAsync();
        await ledger.KeepAsync(calls, []);
        var before = await SumsAsync();

        await ledger.PurgeAsync(october);

        Assert.Equal(before, await SumsAsync());
        Assert.Empty(await CallsAsync(ledger, october));
        Assert.Empty(await TotalsAsync(ledger, new() { Period = october, ByHour = true }));
        Assert.Empty(await TotalsAsync(ledger, new() { Period = october, ByTags = true }));
        var coverage = await ledger.Reader.ReadCoverageAsync(october, Cancellation);
        var days = calls.Select(call => DateOnly.FromDateTime(call.Timestamp.UtcDateTime)).Distinct().Order().ToList();
        Assert.Equal(days, coverage.DaysWithoutCalls);
        Assert.Equal(days[0], DateOnly.FromDateTime(coverage.Start!.Value.UtcDateTime));

        // The period contains only a part of the first day, so there is no sum for this day.
        var cut = new LedgerPeriod { Start = october.Start.AddHours(1), End = october.End };
        Assert.Equal(
            days.Where(day => day.Day > 1),
            (await TotalsAsync(ledger, new() { Period = cut })).Select(total => DateOnly.FromDateTime(total.Start.UtcDateTime))
                .Distinct().Order());

        async Task<List<string>> SumsAsync()
        {
            var sums = new List<string>();
            foreach (var byPrice in (bool[])[false, true])
            {
                var totals = await TotalsAsync(ledger, new() { Period = october, ByPrice = byPrice });
                sums.AddRange(totals.Select(total => string.Join(
                    " | ",
                    Group(total.Start, total.Origin, total.Key, total.Result, total.Tags, total.Price),
                    total.Calls,
                    total.Duration.Ticks,
                    total.InputTokens,
                    total.OutputTokens,
                    Number(total.Quantity),
                    Number(total.Cost),
                    Number(total.ListCost),
                    Number(total.CrossingCost))));
            }

            return [.. sums.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Returns a new ledger without calls.</summary>
    private protected abstract Task<KeptLedger> OpenAsync();

    private static async Task<List<LedgerTotal>> TotalsAsync(KeptLedger ledger, LedgerTotalsQuery query) =>
        await ledger.Reader.ReadTotalsAsync(query, Cancellation).ToListAsync(Cancellation);

    private static async Task<List<LedgerCall>> CallsAsync(KeptLedger ledger, LedgerPeriod period) =>
        await ledger.Reader.ReadCallsAsync(period, Cancellation).ToListAsync(Cancellation);

    private static LedgerGap Gap(DateTimeOffset start, DateTimeOffset end) => new()
    {
        Id = Guid.CreateVersion7(start),
        Start = start,
        End = end,
        Reason = LedgerGapReason.QueueFull,
        Calls = 7,
        UnpricedCalls = 1,
        InputTokens = 2,
        OutputTokens = 3,
        Cost = 0.25m,
        ListCost = 0.5m,
    };

    private static DateTimeOffset Start(LedgerCall call, long bucket) =>
        new(call.Timestamp.UtcTicks - (call.Timestamp.UtcTicks % bucket), TimeSpan.Zero);

    private static bool IsCrossing(LedgerCall call) =>
        call.Timestamp.UtcDateTime.Date != (call.Timestamp + call.Duration).UtcDateTime.Date;

    private static string Group(
        DateTimeOffset start, LedgerOrigin origin, LedgerKey key, LedgerResult result,
        IReadOnlyList<KeyValuePair<string, string>> tags, LedgerPrice? price) =>
        $"{start:O} {origin} {key} {result} {Tags(tags)} {Describe(price)}";

    private static string Tags(IReadOnlyList<KeyValuePair<string, string>> tags) =>
        string.Join(',', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));

    private static string Describe(LedgerCall call) => string.Join(
        " | ",
        call.Id,
        call.Timestamp.ToString("O"),
        call.Duration.Ticks,
        call.Origin,
        call.Key,
        call.Result,
        call.ResponseId,
        call.RequestId,
        call.Attempts,
        Number(call.PossiblyBilledCost),
        Tags(call.Tags),
        call.InputTokens,
        call.OutputTokens,
        Number(call.Cost),
        Number(call.ListCost),
        string.Join(
            ';',
            call.Charges.Select(charge =>
                $"{Describe(charge.Price)} {Number(charge.Quantity)} {Number(charge.Cost)} {Number(charge.ListCost)}")));

    private static string? Describe(LedgerPrice? price) => price is null
        ? null
        : $"{price.Unit} {price.Kind} {price.Model} {price.Direction} {Number(price.UnitPrice)} {Number(price.Per)}";

    /// <summary>Returns an amount without trailing zeros.</summary>
    private static string Number(decimal? amount) =>
        amount is { } value ? (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : "?";
}
