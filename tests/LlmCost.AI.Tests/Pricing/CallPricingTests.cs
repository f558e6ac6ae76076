namespace LlmCost.AI.Tests;

public sealed class CallPricingTests
{
    /// <summary>A thousand tokens in and a hundred out: 0.0035 USD at gpt-4o's list price, 0.0011 at the own price of these tests.</summary>
    private static readonly CostRecord s_call = new()
    {
        Timestamp = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        ProviderName = "openai",
        RequestModel = "gpt-4o",
        ResponseModel = "gpt-4o-2024-11-20",
        Usage = new TokenUsage { Input = 1_000, Output = 100 },
    };

    [Fact]
    public void Price_ListedModel_CostsItsListPrice()
    {
        var record = Price(s_call);

        Assert.Equal((1_000 * 2.5m + 100 * 10m) / 1_000_000, record.Cost?.Total);
        Assert.Equal(record.Cost?.Total, record.ListCost);
        Assert.Equal(PriceSource.Catalog, record.PriceSource);
        Assert.Equal(UnpricedReason.None, record.UnpricedReason);
    }

    /// <summary>tts-1 is paid by the character alone.</summary>
    [Fact]
    public void Price_TokensOfAModelWithoutAPriceForTokens_AreUnknownAndNotFree()
    {
        var record = Price(s_call with { RequestModel = "tts-1", ResponseModel = null });

        Assert.Null(record.Cost);
        Assert.Equal(UnpricedReason.MissingUsage, record.UnpricedReason);
    }

    [Fact]
    public void Price_DiscountOnAListedModel_LowersTheCostAndNotTheListCost()
    {
        var record = Price(s_call, options => options.Discounts["openai"] = 0.2m);

        Assert.Equal(new CostBreakdown { Input = 0.002m, Output = 0.0008m }, record.Cost);
        Assert.Equal(0.0035m, record.ListCost);
        Assert.Equal(PriceSource.Catalog, record.PriceSource);
    }

    [Fact]
    public void Price_DiscountOnAnOwnPrice_ChangesNothing()
    {
        var record = Price(s_call, options =>
        {
            options.Discounts["openai"] = 0.2m;
            options.Prices.Add(new() { Provider = "openai", Model = "gpt-4o", Input = 1, Output = 1 });
        });

        Assert.Equal(0.0011m, record.Cost?.Total);
        Assert.Equal(PriceSource.Configuration, record.PriceSource);
    }

    [Fact]
    public void Price_DiscountOnAReportedCost_ChangesNothing()
    {
        var record = Price(s_call, options => options.Discounts["openai"] = 0.2m, reportedCost: 0.1m);

        Assert.Equal(0.1m, record.Cost?.Total);
        Assert.Equal(0.0035m, record.ListCost);
        Assert.Equal(PriceSource.Provider, record.PriceSource);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("Standard")]
    [InlineData("auto")]
    [InlineData("on_demand")]
    [InlineData(null)]
    public void Price_StandardTierInAnyWord_IsTheListPrice(string? tier) =>
        Assert.Equal(0.0035m, Price(s_call with { ServiceTier = tier }).Cost?.Total);

    [Fact]
    public void Price_TierThatTheListDoesNotName_IsUnknown()
    {
        var record = Price(s_call with { ServiceTier = "scale" });

        AssertUnpriced(UnpricedReason.UnknownTier, record);
    }

    [Fact]
    public void Price_AnyTierOfAnOwnPrice_IsThat()
    {
        var record = Price(
            s_call with { ServiceTier = "scale" },
            options => options.Prices.Add(new() { Provider = "openai", Model = "gpt-4o", Input = 1, Output = 1 }));

        Assert.Equal(0.0011m, record.Cost?.Total);
    }

    [Fact]
    public void Price_ReportedCostOfAnUnknownTier_IsTheCostAndNotAllocated()
    {
        var record = Price(s_call with { ServiceTier = "scale" }, reportedCost: 0.1m);

        Assert.Equal(new CostBreakdown { Unallocated = 0.1m }, record.Cost);
        Assert.Null(record.ListCost);
        Assert.Equal(UnpricedReason.None, record.UnpricedReason);
    }

    [Theory]
    [InlineData("openai", "brand-new")]
    [InlineData("nobody", "gpt-4o")]
    [InlineData(null, "gpt-4o")]
    public void Price_ModelOrProviderThatNobodyKnows_IsUnknownAndNotZero(string? provider, string model)
    {
        var record = Price(s_call with { ProviderName = provider, ResponseModel = model });

        AssertUnpriced(UnpricedReason.UnknownModel, record);
    }

    [Theory]
    [InlineData(CallOutcome.Completed, UnpricedReason.MissingUsage)]
    [InlineData(CallOutcome.Abandoned, UnpricedReason.MissingUsage)]
    [InlineData(CallOutcome.Canceled, UnpricedReason.MissingUsage)]
    [InlineData(CallOutcome.Failed, UnpricedReason.None)]
    public void Price_MissingUsage_IsOnlyAGapWhereTheProviderMayHaveAnswered(CallOutcome outcome, UnpricedReason reason)
    {
        var record = Price(s_call with { Usage = default, UsageSource = UsageSource.Missing, Outcome = outcome });

        AssertUnpriced(reason, record);
    }

    [Fact]
    public void Price_ReportedCostWithoutUsage_IsTheCost()
    {
        var record = Price(s_call with { Usage = default, UsageSource = UsageSource.Missing }, reportedCost: 0.1m);

        Assert.Equal(new CostBreakdown { Unallocated = 0.1m }, record.Cost);
        Assert.Equal(UnpricedReason.None, record.UnpricedReason);
    }

    [Fact]
    public void Price_FreeModel_IsZeroAndNotUnknown()
    {
        var record = Price(s_call with { ProviderName = "ollama", RequestModel = "llama3.2", ResponseModel = "llama3.2" });

        Assert.Equal(0, record.Cost?.Total);
        Assert.Equal(PriceSource.Catalog, record.PriceSource);
    }

    [Theory]
    [InlineData(3, 0.004)]
    [InlineData(4, 0.0035)]
    [InlineData(0, 0)]
    public void Price_OfAProviderThatRounds_IsRoundedHalfAwayFromZero(int decimals, double total)
    {
        var record = Price(s_call, options => options.Rounding.Add("openai", decimals));

        Assert.Equal((decimal)total, record.Cost?.Total);
        Assert.Equal(0.0035m, record.ListCost);
    }

    [Fact]
    public void Price_OfAnotherProviderThanTheOneThatRounds_IsExact() =>
        Assert.Equal(0.0035m, Price(s_call, options => options.Rounding.Add("anthropic", 2)).Cost?.Total);

    [Fact]
    public void Price_ByFallback_NamesTheMaker()
    {
        var record = Price(s_call with { ProviderName = "some-router" }, options => options.Fallbacks.Add("some-router", ["openai"]));

        Assert.Equal(("openai", 0.0035m), (record.FallbackProvider, record.Cost?.Total));
    }

    [Fact]
    public void Price_EstimatedUsage_IsPricedAsWell() =>
        Assert.Equal(0.0035m, Price(s_call with { UsageSource = UsageSource.Estimated }).Cost?.Total);

    private static CostRecord Price(CostRecord call, Action<CostMeteringOptions>? configure = null, decimal? reportedCost = null)
    {
        var options = new CostMeteringOptions();
        configure?.Invoke(options);
        var price = CallPricing.Price(
            new CallToPrice
            {
                Timestamp = call.Timestamp,
                ProviderName = call.ProviderName,
                RequestModel = call.RequestModel,
                ResponseModel = call.ResponseModel,
                Usage = call.Usage,
                UsageSource = call.UsageSource,
                Context = new PricingContext { ServiceTier = call.ServiceTier, Region = call.Region, Speed = call.Speed, Quantities = call.Quantities },
                ReportedCost = reportedCost,
                Outcome = call.Outcome,
            },
            new MeteringState(options, [NamedPriceList.Catalog]));

        return call with
        {
            UsageSource = price.UsageSource,
            Quantities = price.Quantities,
            Cost = price.Cost,
            ListCost = price.ListCost,
            UnpricedReason = price.UnpricedReason,
            IsProvisioned = price.IsProvisioned,
            PriceSource = price.PriceSource,
            CatalogSource = price.List.Name,
            CatalogVersion = price.List.Version,
            FallbackProvider = price.FallbackProvider,
        };
    }

    private static void AssertUnpriced(UnpricedReason reason, CostRecord record)
    {
        Assert.Null(record.Cost);
        Assert.Null(record.ListCost);
        Assert.Equal(PriceSource.None, record.PriceSource);
        Assert.Equal(reason, record.UnpricedReason);
    }
}
