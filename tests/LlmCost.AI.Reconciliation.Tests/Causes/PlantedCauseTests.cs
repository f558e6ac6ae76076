namespace LlmCost.AI.Reconciliation.Tests.Causes;

/// <summary>
/// Each test adds one cause of a difference to a month whose bill otherwise agrees with the ledger, and expects only this cause
/// as a finding.
/// </summary>
public sealed class PlantedCauseTests
{
    private static readonly BillLine[] s_nothing = [];

    [Fact]
    public async Task MonthWithoutACause_HasNoFindings()
    {
        await using var month = await SyntheticMonth.CreateAsync();

        var reconciliation = await month.ReconcileAsync();

        Assert.Empty(reconciliation.Findings);
        Assert.Equal(ReconciliationStatus.Matched, reconciliation.Total.Status);
        Assert.Equal(0, reconciliation.Total.Difference);
        Assert.NotEqual(0, reconciliation.Total.Metered);
        Assert.True(reconciliation.IsWithinTolerance);
        Assert.All(reconciliation.Rows, row => Assert.Equal(ReconciliationStatus.Matched, row.Status));
        Assert.All(reconciliation.Accounts, account =>
        {
            Assert.Equal(1, account.Coverage);
            Assert.Equal(1, account.CorrectionFactor);
            Assert.Equal(0, account.Drift);
        });
    }

    [Fact]
    public async Task CallsOutsideTheMeter_AreUnmeteredCalls()
    {
        var reconciliation = await PlantAsync((line, day) => line.Model is "gpt-4o" && day.Day is >= 10 and < 20
            ? [line with { Amount = line.Amount * 1.5m, Quantity = line.Quantity * 1.5m, Requests = line.Requests + 2 }]
            : [line]);

        var finding = AssertOnly(ReconciliationCause.UnmeteredCalls, reconciliation);
        Assert.Equal((new DateOnly(2026, 11, 10), new DateOnly(2026, 11, 19)), (finding.FirstDay, finding.LastDay));
        Assert.Equal(["gpt-4o"], finding.Models);
        Assert.Contains("140 requests are billed, and 120 calls are metered", finding.Message);
        Assert.Equal(reconciliation.Total.QuantityEffect, finding.Amount);
        Assert.Equal(120m / 140, Account(reconciliation, "openai", "shop").Coverage);
        Assert.Null(Account(reconciliation, "openai", "shop").CorrectionFactor);
    }

    [Fact]
    public async Task ModelOnlyInTheBill_IsUnmeteredCalls()
    {
        var reconciliation = await PlantAsync((line, day) => line.Model is "gpt-4o" && line.Unit is "input"
            ? [line, line with { Model = "gpt-5.1", Amount = line.Amount * 3, Quantity = line.Quantity * 3 }]
            : [line]);

        Assert.Equal(["gpt-5.1"], AssertOnly(ReconciliationCause.UnmeteredCalls, reconciliation).Models);
    }

    [Fact]
    public async Task KeyOfAnotherOrganization_IsFoundFromAnEmptyBill()
    {
        var reconciliation = await PlantAsync((line, _) => line.Provider is "anthropic" ? s_nothing : [line]);

        var finding = AssertOnly(ReconciliationCause.OtherOrganization, reconciliation);
        Assert.Equal("anthropic", finding.Provider);
    }

    [Fact]
    public async Task FewAdditionalRequests_WithIncompleteCalls_AreRetries()
    {
        var reconciliation = await PlantAsync(
            (line, day) => line.Model is "gpt-4o" && day.Day is 7
                ? [line with { Amount = line.Amount * 1.25m, Quantity = line.Quantity * 1.25m, Requests = line.Requests + 1 }]
                : [line],
            month => month.Record(
                "openai", "gpt-4o", "shop", day: 6, call: 9, new() { Input = 1_000 },
                call => call with { Outcome = CallOutcome.Failed, ErrorType = "timeout" }));

        var finding = AssertOnly(ReconciliationCause.Retries, reconciliation);
        Assert.Contains("122 requests are billed, and 121 calls are metered", finding.Message);
    }

    [Fact]
    public async Task EstimatedUsage_IsReported()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Account is "estimated"
                ? [line with { Amount = line.Amount * 1.3m, Quantity = line.Quantity * 1.3m }]
                : [line],
            month =>
            {
                for (var day = 0; day < 30; day++)
                {
                    month.RecordEstimated("openai", "gpt-4o", "estimated", day, new() { Input = 50_000, Output = 5_000 });
                }
            });

        AssertOnly(ReconciliationCause.EstimatedUsage, reconciliation);
    }

    [Fact]
    public async Task SameTokensInOtherClasses_AreTokenClasses()
    {
        var reconciliation = await PlantAsync((line, _) => line switch
        {
            { Model: "claude-sonnet-4-5", Unit: "input" } =>
                [line with { Quantity = line.Quantity - 40_000, Amount = line.Amount - 0.12m }],
            { Model: "claude-sonnet-4-5", Unit: "input_cache_read" } =>
                [line with { Quantity = line.Quantity + 40_000, Amount = line.Amount + 0.012m }],
            _ => [line],
        });

        var finding = AssertOnly(ReconciliationCause.TokenClasses, reconciliation);
        Assert.Equal(["input", "input_cache_read"], finding.Units);
        Assert.Equal(30 * -0.108m, finding.Amount);
    }

    [Fact]
    public async Task TierOnlyInTheBill_IsAnUnseenTier()
    {
        var reconciliation = await PlantAsync((line, _) => line.Model?.StartsWith("gpt-4o-mini", StringComparison.Ordinal) is true
            ? [line with { Amount = line.Amount / 2, ServiceTier = "batch" }]
            : [line]);

        Assert.Contains("in the tier batch", AssertOnly(ReconciliationCause.UnseenTier, reconciliation).Message);
    }

    [Theory]
    [InlineData(0.5, "batch or flex")]
    [InlineData(2, "priority")]
    [InlineData(1.1, "regional processing")]
    public async Task PriceRatioOfATier_IsAnUnseenTier(decimal ratio, string tier)
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Model is "gpt-4o" ? [line with { Amount = line.Amount * ratio }] : [line]);

        Assert.Contains(tier, AssertOnly(ReconciliationCause.UnseenTier, reconciliation).Message);
    }

    [Fact]
    public async Task SurchargeOfLongPrompts_IsLongContext()
    {
        var reconciliation = await PlantAsync(
            (line, day) => line is { Model: "gpt-4o", Amount: { } amount } && day.Day <= 15
                ? [line with { Amount = amount + Surcharge(line.Unit) }]
                : [line],
            month =>
            {
                for (var day = 0; day < 15; day++)
                {
                    month.Record("openai", "gpt-4o", "shop", day, 9, new() { Input = 300_000, Output = 2_000 });
                }
            });

        static decimal Surcharge(string? unit) => unit switch
        {
            "input" => 300_000 * 2.5m / 1_000_000,
            "output" => 2_000 * 10m / 1_000_000 / 2,
            _ => 0,
        };

        Assert.Contains("more than 128,000 tokens", AssertOnly(ReconciliationCause.LongContext, reconciliation).Message);
    }

    [Fact]
    public async Task SameRatioOfAllModels_IsAContractDiscount()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Provider is "openai" ? [line with { Amount = line.Amount * 0.85m, Account = null }] : [line]);

        var finding = AssertOnly(ReconciliationCause.ContractDiscount, reconciliation);
        Assert.Contains("0.85 times the metered price", finding.Message);
        Assert.Contains("a discount of 15.0 %", finding.NextStep);
        Assert.Equal(0.85m, Account(reconciliation, "openai", null).CorrectionFactor);
    }

    [Fact]
    public async Task SlightlyHigherPricesOfAllModels_AreAMarkUp()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Provider is "openai" ? [line with { Amount = line.Amount * 1.055m, Account = null }] : [line]);

        Assert.Contains("1.055 times", AssertOnly(ReconciliationCause.MarkUp, reconciliation).Message);
    }

    [Fact]
    public async Task TokensWithoutACharge_AreFreeTokens()
    {
        var reconciliation = await PlantAsync((line, day) => line is { Model: "gpt-4o", Amount: not null } && day.Day is 3
            ? [line with { Amount = 0 }]
            : [line]);

        Assert.Equal(new DateOnly(2026, 11, 3), AssertOnly(ReconciliationCause.FreeTokens, reconciliation).FirstDay);
    }

    [Fact]
    public async Task ExchangeRate_IsACurrency()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Provider is "anthropic" ? [line with { Amount = line.Amount / 1.08m }] : [line],
            configure: options => options with { ExchangeRates = new Dictionary<string, decimal> { ["EUR"] = 1.08m } });

        Assert.Contains("exchange rate of EUR", AssertOnly(ReconciliationCause.Currency, reconciliation).Message);
    }

    [Fact]
    public async Task CurrencyWithoutARate_IsReported_AndNothingIsAdded()
    {
        var reconciliation = await PlantAsync((line, _) => line.Provider is "anthropic" && line.Amount is not null
            ? [line with { Currency = "EUR" }]
            : [line]);

        Assert.Contains("no exchange rate", AssertOnly(ReconciliationCause.Currency, reconciliation).Message);
        Assert.False(reconciliation.IsWithinTolerance);
        Assert.Contains(reconciliation.OtherLines, other => other is { Currency: "EUR", AmountUsd: null, Amount: > 0 });
    }

    [Fact]
    public async Task PriceThatChangesOnADay_IsAPriceListDifference()
    {
        var reconciliation = await PlantAsync((line, day) => line is { Model: "gpt-4o" } && day.Day >= 21
            ? [line with { Amount = line.Amount * 0.8m }]
            : [line]);

        var finding = AssertOnly(ReconciliationCause.PriceListDate, reconciliation);
        Assert.Contains("from 2026-11-21 to 2026-11-30", finding.Message);
        Assert.Contains("input: 2 on the bill and 2.5 in the ledger per million", finding.Message);
    }

    [Fact]
    public async Task OnePriceThatDiffersForTheWholePeriod_IsAPriceDifference()
    {
        var reconciliation = await PlantAsync((line, _) => line is { Model: "gpt-4o", Unit: "input_cache_read" }
            ? [line with { Amount = line.Amount * 2.2m }]
            : [line]);

        var finding = AssertOnly(ReconciliationCause.PriceDiffers, reconciliation);
        Assert.Equal(["input_cache_read"], finding.Units);
        Assert.Contains("2.75 on the bill and 1.25 in the ledger", finding.Message);
        Assert.Equal(reconciliation.Total.PriceEffect, finding.Amount);
    }

    [Fact]
    public async Task MetersWithoutCalls_AreOtherServices()
    {
        var reconciliation = await PlantAsync((line, _) => line is { Model: "gpt-4o", Unit: "input", Amount: not null }
            ? [line, line with { Model = null, Unit = null, Meter = "vector store storage", Amount = 0.4m }]
            : [line]);

        var finding = AssertOnly(ReconciliationCause.OtherServices, reconciliation);
        Assert.Equal(["[vector store storage]"], finding.Models);
        Assert.Equal(12, finding.Amount);
    }

    [Fact]
    public async Task AmountsInCents_AreAUnitError()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Provider is "anthropic" ? [line with { Amount = line.Amount * 100 }] : [line]);

        Assert.Contains("100 times", AssertOnly(ReconciliationCause.Unit, reconciliation).Message);
    }

    [Fact]
    public async Task QuantitiesInThousands_AreAUnitError_AlthoughTheAmountsAgree()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Provider is "anthropic" ? [line with { Quantity = line.Quantity / 1_000 }] : [line]);

        Assert.All(reconciliation.Findings, finding => Assert.Equal(ReconciliationCause.Unit, finding.Cause));
        Assert.Equal(4, reconciliation.Findings.Count);
        Assert.Equal(0, reconciliation.Total.Difference);
    }

    [Fact]
    public async Task SameUsageUnderAnotherName_IsAnAlias()
    {
        var reconciliation = await PlantAsync((line, _) => line.Model is "gpt-4o" ? [line with { Model = "prod-chat" }] : [line]);

        var finding = AssertOnly(ReconciliationCause.Alias, reconciliation);
        Assert.Equal(["gpt-4o", "prod-chat"], finding.Models);
        Assert.Contains("prod-chat=gpt-4o", finding.NextStep);
        Assert.Equal(0, finding.Amount);
    }

    [Fact]
    public async Task MappedAlias_IsNotAFinding()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line.Model is "gpt-4o" ? [line with { Model = "prod-chat", Account = "proj_1" }] : [line],
            configure: options => options with
            {
                Models = new Dictionary<string, string> { ["prod-chat"] = "gpt-4o" },
                Accounts = new Dictionary<string, string> { ["proj_1"] = "shop" },
            });

        Assert.Empty(reconciliation.Findings);
        Assert.Equal(0, reconciliation.Total.Difference);
    }

    [Fact]
    public async Task CallsAcrossMidnight_AreTheDayBoundary()
    {
        var (day, next) = (new DateOnly(2026, 11, 10), new DateOnly(2026, 11, 11));
        var reconciliation = await PlantAsync(
            (line, today) => line is { Model: "gpt-4o", Unit: "input", Account: "shop" } && (today == day || today == next)
                ? [line with
                {
                    Quantity = line.Quantity + (today == day ? -200_000 : 200_000),
                    Amount = line.Amount + (today == day ? -0.5m : 0.5m),
                    Requests = line.Requests + (today == day ? -1 : 1),
                }]
                : [line],
            month => month.Record("openai", "gpt-4o", "shop", day: 9, call: 0, new() { Input = 200_000 }, call => call with
            {
                Timestamp = new DateTimeOffset(2026, 11, 10, 23, 59, 59, TimeSpan.Zero),
                Duration = TimeSpan.FromSeconds(10),
            }));

        Assert.Equal((day, next), Days(AssertOnly(ReconciliationCause.DayBoundary, reconciliation)));
    }

    [Fact]
    public async Task BillRoundedToCents_IsRounding()
    {
        var reconciliation = await PlantAsync((line, _) =>
            [line with { Amount = line.Amount is { } amount ? decimal.Round(amount, 2) : null }]);

        Assert.All(reconciliation.Findings, finding => Assert.Equal(ReconciliationCause.Rounding, finding.Cause));
        Assert.NotEmpty(reconciliation.Findings);
    }

    [Fact]
    public async Task ModelWithoutAPrice_IsUnpriced()
    {
        var reconciliation = await PlantAsync(
            (line, _) => line is { Model: "tuned-1", Amount: not null } ? [line with { Amount = 0.75m }] : [line],
            month => month.Record("openai", "tuned-1", "shop", day: 4, call: 9, new() { Input = 300_000 }));

        var finding = AssertOnly(ReconciliationCause.Unpriced, reconciliation);
        Assert.Equal(["tuned-1"], finding.Models);
        Assert.Equal(0.75m, finding.Amount);
        Assert.False(reconciliation.IsWithinTolerance);
    }

    [Fact]
    public async Task CallsMissingInTheBill_AreReported()
    {
        var reconciliation = await PlantAsync((line, day) => line.Model is "gpt-4o" && day.Day is 5
            ? [line with { Amount = line.Amount / 2, Quantity = line.Quantity / 2, Requests = line.Requests / 2 }]
            : [line]);

        AssertOnly(ReconciliationCause.CallsNotBilled, reconciliation);
    }

    [Fact]
    public async Task DifferenceWithoutASignature_IsUnexplained()
    {
        var reconciliation = await PlantAsync((line, day) => line switch
        {
            { Model: "gpt-4o", Unit: "input", Quantity: not null } => [line with { Quantity = null }],
            { Model: "gpt-4o", Unit: "input" } => [line with { Amount = line.Amount * (1 + (day.Day * 0.01m)) }],
            _ => [line],
        });

        Assert.Equal(["input"], AssertOnly(ReconciliationCause.Unexplained, reconciliation).Units);
    }

    /// <summary>Whichever cause is added, the findings and the unexplained rest add up to the difference.</summary>
    [Fact]
    public async Task Findings_AddUpToTheDifference()
    {
        var reconciliation = await PlantAsync((line, day) => line switch
        {
            { Model: "gpt-4o", Unit: "output" } => [line with { Amount = line.Amount * 1.3m }],
            { Provider: "anthropic" } when day.Day is 8 => [line with { Amount = line.Amount * 2, Quantity = line.Quantity * 2 }],
            { Model: not null, Account: "blog" } => [line with { Model = "mini" }],
            _ => [line],
        });

        Assert.Equal(reconciliation.Total.Difference, reconciliation.Findings.Sum(finding => finding.Amount));
        Assert.Equal(3, reconciliation.Findings.Count);
    }

    private static async Task<CostReconciliation> PlantAsync(
        Func<BillLine, DateOnly, IEnumerable<BillLine>> change,
        Action<SyntheticMonth>? record = null,
        Func<ReconciliationOptions, ReconciliationOptions>? configure = null)
    {
        await using var month = await SyntheticMonth.CreateAsync(record);
        return await month.ReconcileAsync(change, configure);
    }

    private static ReconciliationFinding AssertOnly(ReconciliationCause cause, CostReconciliation reconciliation)
    {
        var finding = Assert.Single(reconciliation.Findings);
        Assert.Equal(cause, finding.Cause);
        Assert.NotEmpty(finding.NextStep);
        return finding;
    }

    private static ReconciliationAccount Account(CostReconciliation reconciliation, string provider, string? account) =>
        Assert.Single(reconciliation.Accounts, one => one.Provider == provider && one.Account == account);

    private static (DateOnly First, DateOnly Last) Days(ReconciliationFinding finding) => (finding.FirstDay, finding.LastDay);
}
