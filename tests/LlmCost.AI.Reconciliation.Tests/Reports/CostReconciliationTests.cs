namespace LlmCost.AI.Reconciliation.Tests.Reports;

public sealed class CostReconciliationTests
{
    private static readonly ReconciliationField[] s_byDayAndModel = [ReconciliationField.Day, ReconciliationField.Model];

    [Fact]
    public async Task DaysThatAreNotFinal_ArePending_AndNotInTheTotal()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        await month.ReconcileAsync();
        foreach (var bucket in month.Bills.Read(SyntheticMonth.Period).Where(bucket => bucket.Start.Day >= 29))
        {
            month.Bills.Replace(bucket with { ObservedAt = bucket.End.AddHours(3) });
        }

        var reconciliation = await month.CompareAsync(options => options with { By = [ReconciliationField.Day] });

        Assert.Equal(28, reconciliation.Rows.Count(row => row.Status is ReconciliationStatus.Matched));
        Assert.Equal(
            ["2026-11-29", "2026-11-30"],
            reconciliation.Rows.Where(row => row.Status is ReconciliationStatus.Pending).Select(row => row.Values[0]));
        Assert.Equal(
            reconciliation.Rows.Where(row => row.Status is ReconciliationStatus.Matched).Sum(row => row.Metered),
            reconciliation.Total.Metered);
        Assert.Equal(new DateOnly(2026, 11, 28), reconciliation.Accounts[0].LatestFinalDay);
        Assert.False(reconciliation.IsWithinTolerance);
    }

    [Fact]
    public async Task DayThatWasNotPulled_IsPending()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        foreach (var bucket in (await month.BillAsync()).Where(bucket => bucket.Start.Day is not 7))
        {
            month.Bills.Replace(bucket);
        }

        var reconciliation = await month.CompareAsync(options => options with { By = [ReconciliationField.Day] });

        var row = Assert.Single(reconciliation.Rows, row => row.Status is not ReconciliationStatus.Matched);
        Assert.Equal(("2026-11-07", ReconciliationStatus.Pending), (row.Values[0], row.Status));
        Assert.Empty(reconciliation.Findings);
    }

    [Fact]
    public async Task ProviderWithoutABill_IsShown_ButNotCompared()
    {
        await using var month = await SyntheticMonth.CreateAsync(
            month => month.Record("mistral_ai", "mistral-large-latest", null, 3, 9, new() { Input = 100_000 }), calls: 1);

        var reconciliation = await month.ReconcileAsync(
            (line, _) => line.Provider is "mistral_ai" ? [] : [line],
            options => options with { By = [ReconciliationField.Provider] });

        Assert.Equal(
            ReconciliationStatus.NoBill, Assert.Single(reconciliation.Rows, row => row.Values[0] is "mistral_ai").Status);
        Assert.Equal(ReconciliationStatus.Matched, reconciliation.Total.Status);
        Assert.True(reconciliation.IsWithinTolerance);
    }

    [Fact]
    public async Task Rows_AddUpToTheTotal_ByAnyField()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        await month.ReconcileAsync((line, _) => line.Unit is "output" ? [line with { Amount = line.Amount * 1.5m }] : [line]);

        ReconciliationField[][] fields =
        [
            [], s_byDayAndModel, [ReconciliationField.Account], [ReconciliationField.Unit],
            Enum.GetValues<ReconciliationField>(),
        ];
        foreach (var by in fields)
        {
            var reconciliation = await month.CompareAsync(options => options with { By = by });

            Assert.Equal(reconciliation.Total.Metered, reconciliation.Rows.Sum(row => row.Metered));
            Assert.Equal(reconciliation.Total.Billed, reconciliation.Rows.Sum(row => row.Billed));
            Assert.Equal(reconciliation.Total.Difference, reconciliation.Rows.Sum(
                row => row.QuantityEffect + row.PriceEffect + row.BillOnly + row.LedgerOnly + row.WithoutQuantity));
        }
    }

    [Fact]
    public async Task Row_HasCallsAndRequests_TokensAndAmounts()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 2);

        var reconciliation = await month.ReconcileAsync(configure: options => options with { By = s_byDayAndModel });

        var row = Assert.Single(reconciliation.Rows, row => row.Values is ["2026-11-01", "gpt-4o"]);
        Assert.Equal((2, 2L), (row.MeteredCalls, row.BilledRequests));
        Assert.Equal((108_002m, 108_002m), (row.MeteredTokens, row.BilledTokens));
        Assert.Equal(row.Metered, row.Billed);
        Assert.Equal(0, row.Drift);
    }

    [Fact]
    public async Task BillWithoutAccounts_IsComparedWithAllAccountsTogether()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        var reconciliation = await month.ReconcileAsync((line, _) => [line with { Account = null }]);

        Assert.Equal(ReconciliationStatus.Matched, reconciliation.Total.Status);
        Assert.Contains(reconciliation.Notes, note => note.Contains("The bill of openai names no accounts"));
    }

    [Fact]
    public async Task CallsWithoutAccounts_AreComparedWithTheWholeBill()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        var reconciliation = await month.ReconcileAsync(
            (line, _) => line.Provider is "anthropic" ? [line with { Account = "wrkspc_1" }] : [line]);

        Assert.Equal(ReconciliationStatus.Matched, reconciliation.Total.Status);
        Assert.Contains(reconciliation.Notes, note => note.Contains("Calls of anthropic have no account"));
    }

    [Fact]
    public async Task BillWithAmountsByModelOnly_IsComparedByModel()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        var reconciliation = await month.ReconcileAsync((line, _) => [line with { Unit = null }]);

        Assert.Equal(0, reconciliation.Total.Difference);
        Assert.Empty(reconciliation.Findings);
    }

    [Fact]
    public async Task BillWithoutModels_IsComparedByDay()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        var reconciliation = await month.ReconcileAsync(
            (line, _) => line.Amount is null ? [] : [line with { Unit = null, Model = null, Meter = "usage" }]);

        Assert.Equal(0, reconciliation.Total.Difference);
        Assert.Empty(reconciliation.Findings);
        Assert.Contains(reconciliation.Notes, note => note.Contains("names no models"));
    }

    [Fact]
    public async Task Invoice_ReplacesTheCostReport_AndIsNotAddedToIt()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        var costs = (await month.BillAsync()).Where(bucket => bucket.Basis is BillBasis.Cost);
        foreach (var day in costs.GroupBy(bucket => bucket.Start))
        {
            month.Bills.Replace(day.First() with
            {
                Source = "focus",
                Basis = BillBasis.Invoice,
                Lines = [.. day.SelectMany(bucket => bucket.Lines)],
            });
        }

        var reconciliation = await month.ReconcileAsync((line, _) => [line with { Amount = line.Amount * 3 }]);

        Assert.Equal(0, reconciliation.Total.Difference);
        Assert.Contains(
            reconciliation.Notes, note => note.Contains("come from focus (invoice). Those of openai (cost) are not added"));
    }

    [Fact]
    public async Task TaxesAndCredits_AreListedSeparately()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        var reconciliation = await month.ReconcileAsync((line, day) =>
            day.Day is 30 && line is { Amount: not null, Unit: "input", Model: "gpt-4o" }
            ? [line, line with { Kind = BillLineKind.Tax, Amount = 19 }, line with { Kind = BillLineKind.Credit, Amount = -5 }]
            : [line]);

        Assert.Equal(0, reconciliation.Total.Difference);
        Assert.Equal(
            [(BillLineKind.Tax, 19m), (BillLineKind.Credit, -5m)],
            reconciliation.OtherLines.Select(other => (other.Kind, other.Amount)));
    }

    [Fact]
    public async Task OtherCurrency_IsConvertedAtTheConfiguredRate()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        var reconciliation = await month.ReconcileAsync(
            (line, _) => [line with { Amount = line.Amount / 1.25m, Currency = line.Currency is null ? null : "EUR" }],
            options => options with { ExchangeRates = new Dictionary<string, decimal> { ["EUR"] = 1.25m } });

        Assert.Equal(0, reconciliation.Total.Difference);
    }

    [Fact]
    public async Task ClosedMonth_IsComparedAsOfItsClosing_AndLaterChangesAreReported()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        await month.ReconcileAsync();
        month.Bills.CloseMonth(2026, 11, SyntheticMonth.At);
        var later = month.Bills.Read(SyntheticMonth.Period).First(bucket => bucket.Basis is BillBasis.Cost);
        month.Bills.Replace(later with { Lines = [.. later.Lines, later.Lines[0] with { Amount = 7 }] });

        var reconciliation = await month.CompareAsync();

        Assert.Equal(0, reconciliation.Total.Difference);
        Assert.Equal((SyntheticMonth.At, 7), (reconciliation.ClosedAt, reconciliation.ChangedSinceClosing));
    }

    [Fact]
    public async Task UsageWithoutCosts_IsComparedByQuantity()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        foreach (var bucket in (await month.BillAsync()).Where(bucket => bucket.Basis is BillBasis.Usage))
        {
            month.Bills.Replace(bucket);
        }

        var reconciliation = await month.CompareAsync();

        Assert.Equal((ReconciliationStatus.Matched, null), (reconciliation.Total.Status, reconciliation.Total.Billed));
        Assert.Equal(1, reconciliation.Accounts[0].Coverage);
        Assert.Equal("The provider's bills contain no costs.", reconciliation.Accounts[0].NoFactorReason);
    }

    [Fact]
    public async Task FactorOfAShortPeriod_IsCalculatedFromEarlierDays()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        await month.ReconcileAsync((line, _) => [line with { Amount = line.Amount * 1.02m }]);
        var lastWeek = LedgerPeriod.Days(new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 30));

        var reconciliation = await month.CompareAsync(options => options with { Period = lastWeek });

        Assert.All(reconciliation.Accounts, account => Assert.Equal((7, 1.02m), (account.FinalDays, account.CorrectionFactor)));
    }

    [Fact]
    public async Task LostRecords_AreReadFromTheGapsOfTheLedger()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);
        await month.ReconcileAsync((line, _) => line.Model is "gpt-4o"
            ? [line with { Amount = line.Amount * 2, Quantity = line.Quantity * 2, Requests = line.Requests * 2 }]
            : [line]);
        var ledger = new LedgerWithGap(month.Ledger, new LedgerGap
        {
            Id = Guid.CreateVersion7(),
            Start = SyntheticMonth.Period.Start.AddHours(3),
            End = SyntheticMonth.Period.Start.AddHours(4),
            Reason = LedgerGapReason.QueueFull,
            Calls = 30,
            Cost = 1,
        });

        var reconciliation = await CostReconciliation.CreateAsync(
            ledger, month.Bills, new() { Period = SyntheticMonth.Period, At = SyntheticMonth.At },
            TestContext.Current.CancellationToken);

        Assert.Equal(ReconciliationCause.LostRecords, Assert.Single(reconciliation.Findings).Cause);
        Assert.Contains(reconciliation.Notes, note => note.Contains("dropped 30 calls"));
    }

    [Fact]
    public async Task PeriodWithPartialDays_IsRejected()
    {
        await using var month = await SyntheticMonth.CreateAsync(calls: 1);

        await Assert.ThrowsAsync<ArgumentException>(() => month.CompareAsync(options => options with
        {
            Period = options.Period with { End = options.Period.End.AddHours(-1) },
        }));
    }
}
