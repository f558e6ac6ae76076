namespace LlmCost.AI.Tests;

public sealed class CallPricerTests
{
    /// <summary>
    /// A call with 1,000 input tokens and 100 output tokens. It costs 0.0035 USD at the list price of gpt-4o, and 0.0011 USD at
    /// the custom price of these tests.
    /// </summary>
    private static readonly UnpricedCall s_call = new()
    {
        Timestamp = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        ProviderName = "openai",
        RequestModel = "gpt-4o",
        ResponseModel = "gpt-4o-2024-11-20",
        Usage = new TokenUsage { Input = 1_000, Output = 100 },
    };

    [Fact]
    public void Price_ListedModel_IsItsListPrice()
    {
        var record = Price(s_call);

        Assert.Equal((1_000 * 2.5m + 100 * 10m) / 1_000_000, record.Cost?.Total);
        Assert.Equal(record.Cost?.Total, record.ListCost);
        Assert.Equal(PriceSource.List, record.PriceSource);
        Assert.Equal(UnpricedReason.None, record.UnpricedReason);
    }

    /// <summary>tts-1 is billed per character only.</summary>
    [Fact]
    public void Price_TokensOfAModelWithoutATokenPrice_AreUnknownAndNotFree()
    {
        var record = Price(s_call with { RequestModel = "tts-1", ResponseModel = null });

        Assert.Null(record.Cost);
        Assert.Equal(UnpricedReason.MissingRate, record.UnpricedReason);
    }

    [Fact]
    public void Price_DiscountOnAListedModel_LowersTheCostButNotTheListCost()
    {
        var record = Price(s_call, options => options.Discounts["openai"] = 0.2m);

        Assert.Equal(new CostBreakdown { Input = 0.002m, Output = 0.0008m }, record.Cost);
        Assert.Equal(0.0035m, record.ListCost);
        Assert.Equal(PriceSource.List, record.PriceSource);
    }

    [Fact]
    public void Price_DiscountAndAdjustmentOfAProvider_TheAdjustmentApplies()
    {
        var record = Price(s_call, options =>
        {
            options.Adjustments.Add(new() { Provider = "OpenAI", Factor = 2 });
            options.Discounts["openai"] = 0.2m;
        });

        Assert.Equal(0.007m, record.Cost?.Total);
    }

    [Fact]
    public void Price_DiscountOnACustomPrice_HasNoEffect()
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
    public void Price_DiscountOnAReportedCost_HasNoEffect()
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
    public void Price_StandardTierUnderAnyName_IsTheListPrice(string? tier) =>
        Assert.Equal(0.0035m, Price(s_call with { ServiceTier = tier }).Cost?.Total);

    [Fact]
    public void Price_TierThatTheListLacks_IsUnknown()
    {
        var record = Price(s_call with { ServiceTier = "scale" });

        AssertUnpriced(UnpricedReason.UnknownTier, record);
    }

    [Fact]
    public void Price_AnyTierOfACustomPrice_HasThatPrice()
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
    public void Price_UnknownModelOrProvider_IsUnknownAndNotZero(string? provider, string model)
    {
        var record = Price(s_call with { ProviderName = provider, ResponseModel = model });

        AssertUnpriced(UnpricedReason.UnknownModel, record);
    }

    [Theory]
    [InlineData(CallOutcome.Completed, UnpricedReason.MissingUsage)]
    [InlineData(CallOutcome.Abandoned, UnpricedReason.MissingUsage)]
    [InlineData(CallOutcome.Canceled, UnpricedReason.MissingUsage)]
    [InlineData(CallOutcome.Failed, UnpricedReason.None)]
    public void Price_MissingUsage_IsAGapOnlyIfTheProviderMayHaveAnswered(CallOutcome outcome, UnpricedReason reason)
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
        Assert.Equal(PriceSource.List, record.PriceSource);
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
    public void Price_FromAFallback_NamesTheModelProvider()
    {
        var record = Price(
            s_call with { ProviderName = "some-router" }, options => options.ResellerFallbacks.Add("some-router", ["openai"]));

        Assert.Equal(("openai", 0.0035m), (record.FallbackProvider, record.Cost?.Total));
    }

    [Fact]
    public void Price_ReportedCost_StillNamesThePriceListThatExplainsIt()
    {
        var record = Price(
            s_call with { ProviderName = "some-router" }, options => options.ResellerFallbacks.Add("some-router", ["openai"]),
            reportedCost: 0.1m);

        Assert.Equal(("catalog", PriceCatalog.Default.Version), (record.PriceListName, record.PriceListVersion));
        Assert.Equal("openai", record.FallbackProvider);
        Assert.Equal(new CostBreakdown { Input = 0.0025m, Output = 0.001m, Unallocated = 0.0965m }, record.Cost);
    }

    [Fact]
    public void Price_ListedModel_NamesItsList()
    {
        var record = Price(s_call);

        Assert.Equal(("catalog", PriceCatalog.Default.Version), (record.PriceListName, record.PriceListVersion));
    }

    [Fact]
    public void Price_ModelInTheFirstOfSeveralLists_NamesThatList()
    {
        var record = Price(
            s_call with { ProviderName = "p", ResponseModel = "m" },
            lists: [List("""{"input":1,"output":1}"""), PriceList.Catalog]);

        Assert.Equal("list", record.PriceListName);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.1)]
    public void Price_WithoutAListPrice_NamesTheLastConsultedList(double? reportedCost)
    {
        var record = Price(
            s_call, options => options.Prices.Add(new() { Provider = "openai", Model = "gpt-4o", Input = 1, Output = 1 }),
            (decimal?)reportedCost);

        Assert.Equal(("catalog", PriceCatalog.Default.Version), (record.PriceListName, record.PriceListVersion));
    }

    [Fact]
    public void Price_ActualTierRegionSpeedAndNonTokenUsage_AllApply()
    {
        var list = List(
            """
            {"input":1,"output":1,
             "variants":[{"serviceTier":"flex","factor":2},{"region":"eu","factor":3},{"speed":"fast","factor":5}],
             "fees":[{"unit":"webSearch","amount":0.01}]}
            """);
        var call = s_call with
        {
            ProviderName = "p",
            ResponseModel = "m",
            ServiceTier = "flex",
            Region = "eu",
            Speed = "fast",
            Quantities = [new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 2 }],
        };

        var record = Price(call, lists: [list]);

        Assert.Equal((0.0011m * 30) + 0.02m, record.Cost?.Total);
    }

    [Fact]
    public void Price_ProvisionedDeploymentWithAMonthlyCost_IsTheSameForEveryToken()
    {
        var record = Price(
            s_call,
            options => options.ProvisionedDeployments.Add(
                new() { Deployment = "GPT-4o", MonthlyCost = 3_000, MonthlyTokens = 100_000_000 }));

        Assert.Equal(new CostBreakdown { Input = 0.03m, Output = 0.003m }, record.Cost);
        Assert.Equal((true, PriceSource.Amortized), (record.IsProvisioned, record.PriceSource));
    }

    [Fact]
    public void Price_ProvisionedDeploymentWithoutAMonthlyCost_HasNoCostAndNoGap()
    {
        var record = Price(s_call, options => options.ProvisionedDeployments.Add(new() { Deployment = "gpt-4o" }));

        Assert.True(record.IsProvisioned);
        AssertUnpriced(UnpricedReason.None, record);
    }

    [Fact]
    public void Price_ProvisionedDeploymentWithoutUsage_HasNoCost()
    {
        var record = Price(
            s_call with { UsageSource = UsageSource.Missing },
            options => options.ProvisionedDeployments.Add(
                new() { Deployment = "gpt-4o", MonthlyCost = 3_000, MonthlyTokens = 100_000_000 }));

        Assert.True(record.IsProvisioned);
        AssertUnpriced(UnpricedReason.None, record);
    }

    [Fact]
    public void Price_DeploymentThatIsNotProvisioned_HasItsListPrice()
    {
        var record = Price(s_call, options => options.ProvisionedDeployments.Add(new() { Deployment = "gpt-5" }));

        Assert.Equal((false, 0.0035m), (record.IsProvisioned, record.Cost?.Total));
    }

    [Fact]
    public void Price_EstimatedUsage_IsPriced() =>
        Assert.Equal(0.0035m, Price(s_call with { UsageSource = UsageSource.Estimated }).Cost?.Total);

    /// <summary>
    /// Quantities inferred from the request are used only if the response reports no quantities, and if the model is billed only
    /// by quantities of this kind.
    /// </summary>
    [Theory]
    [InlineData("""{"fees":[{"unit":"image","amount":0.04}]}""", UsageSource.Missing, 0.08)]
    [InlineData("""{"fees":[{"unit":"image","amount":0.04}]}""", UsageSource.Reported, 0.08)]
    [InlineData("""{"input":0,"output":0}""", UsageSource.Missing, 0.0)]
    [InlineData("""{"input":1,"fees":[{"unit":"image","amount":0.04}]}""", UsageSource.Missing, null)]
    [InlineData("""{"input":1}""", UsageSource.Missing, null)]
    [InlineData("""{"fees":[{"unit":"character","amount":0.04}]}""", UsageSource.Missing, null)]
    [InlineData("""{"input":1,"output":1,"fees":[{"unit":"image","amount":0.04}]}""", UsageSource.Reported, 0.0011)]
    public void Price_OfRequestedQuantities_IsKnown_IfNothingElseIsBilled(string price, UsageSource source, double? cost)
    {
        var call = s_call with
        {
            ProviderName = "p",
            ResponseModel = "m",
            UsageSource = source,
            Usage = source is UsageSource.Missing ? default : s_call.Usage,
        };

        var record = Price(
            call, lists: [List(price)], requested: new InferredQuantities([new() { Unit = BillableUnit.Image, Quantity = 2 }]));

        Assert.Equal((decimal?)cost, record.Cost?.Total);
        Assert.Equal((decimal?)cost, record.ListCost);
        Assert.Equal(cost is null ? UnpricedReason.MissingUsage : UnpricedReason.None, record.UnpricedReason);
    }

    [Fact]
    public void Price_OfRequestedQuantities_NamesTheBilledUnit()
    {
        var call = s_call with { ProviderName = "p", ResponseModel = "m", UsageSource = UsageSource.Missing, Usage = default };
        var requested = new InferredQuantities(
            [new() { Unit = BillableUnit.Image, Quantity = 2 }, new() { Unit = BillableUnit.Pixel, Quantity = 2_000 }]);

        Assert.Equal(
            [new BillableQuantity { Unit = BillableUnit.Pixel, Quantity = 2_000 }],
            Price(call, lists: [List("""{"fees":[{"unit":"pixel","amount":0.00001}]}""")], requested: requested).Quantities);
        Assert.Equal(
            requested.Quantities,
            Price(call, lists: [List("""{"fees":[{"unit":"character","amount":1}]}""")], requested: requested).Quantities);
    }

    [Fact]
    public void Price_OfRequestedQuantitiesOfAnUnknownModel_IsUnknownForThatReason()
    {
        var record = Price(
            s_call with { ResponseModel = "brand-new", UsageSource = UsageSource.Missing, Usage = default },
            requested: new InferredQuantities([new() { Unit = BillableUnit.Image, Quantity = 2 }]));

        AssertUnpriced(UnpricedReason.UnknownModel, record);
    }

    [Fact]
    public void Price_OfTokensAndAFee_IsTheSumOfBoth()
    {
        var record = Price(
            s_call with
            {
                ProviderName = "p",
                ResponseModel = "m",
                Quantities = [new() { Unit = BillableUnit.Image, Quantity = 1 }],
            },
            lists: [List("""{"input":1,"output":1,"fees":[{"unit":"image","amount":0.04}]}""")]);

        Assert.Equal((0.0411m, 0.0411m), (record.Cost?.Total, record.ListCost));
    }

    [Fact]
    public void Price_ThatNoListHas_NamesTheLastConsultedList()
    {
        PriceList[] lists = [List("""{"input":1}"""), PriceList.Catalog];

        var unknown = Price(s_call with { ResponseModel = "brand-new" }, lists: lists);
        var provisioned = Price(
            s_call, options => options.ProvisionedDeployments.Add(new() { Deployment = "gpt-4o" }), lists: lists);

        Assert.Equal((PriceList.Catalog.Name, PriceList.Catalog.Version), (unknown.PriceListName, unknown.PriceListVersion));
        Assert.Equal(
            (PriceList.Catalog.Name, PriceList.Catalog.Version), (provisioned.PriceListName, provisioned.PriceListVersion));
    }

    [Fact]
    public void Price_OfReportedQuantities_IgnoresRequestedQuantities()
    {
        var call = s_call with
        {
            ProviderName = "p",
            ResponseModel = "m",
            Usage = default,
            Quantities = [new() { Unit = BillableUnit.Image, Quantity = 1 }],
        };

        var record = Price(
            call,
            lists: [List("""{"fees":[{"unit":"image","amount":0.04}]}""")],
            requested: new InferredQuantities([new() { Unit = BillableUnit.Image, Quantity = 2 }]));

        Assert.Equal((0.04m, UsageSource.Reported), (record.Cost?.Total, record.UsageSource));
    }

    private static PriceList List(string price) => PriceListReader.Read("list", System.Text.Encoding.UTF8.GetBytes(
        $$"""{"provider":"p","source":"https://example.com","checked":"2026-11-01","models":{"m":{"prices":[{"price":"""
            + $$"""{{price}} }]} } }"""));

    private static CostRecord Price(
        UnpricedCall call,
        Action<CostMeteringOptions>? configure = null,
        decimal? reportedCost = null,
        PriceList[]? lists = null,
        InferredQuantities? requested = null)
    {
        var options = new CostMeteringOptions();
        configure?.Invoke(options);
        var record = call.ToPending();
        CallPricer.Price(
            ref record, reportedCost, requested, endpoint: null,
            new PriceSnapshot(lists ?? [PriceList.Catalog], options.ToPriceSettings()));
        Assert.Equal(record.TotalCost, record.ToRecord().Cost?.Total ?? 0);
        return record.ToRecord();
    }

    private static void AssertUnpriced(UnpricedReason reason, CostRecord record)
    {
        Assert.Null(record.Cost);
        Assert.Null(record.ListCost);
        Assert.Equal(PriceSource.None, record.PriceSource);
        Assert.Equal(reason, record.UnpricedReason);
    }

    /// <summary>Represents the known facts of a call before it is priced.</summary>
    private sealed record UnpricedCall
    {
        public DateTimeOffset Timestamp { get; init; }

        public string? ProviderName { get; init; }

        public string? RequestModel { get; init; }

        public string? ResponseModel { get; init; }

        public TokenUsage Usage { get; init; }

        public UsageSource UsageSource { get; init; } = UsageSource.Reported;

        public string? ServiceTier { get; init; }

        public string? Region { get; init; }

        public string? Speed { get; init; }

        public IReadOnlyList<BillableQuantity> Quantities { get; init; } = [];

        public CallOutcome Outcome { get; init; } = CallOutcome.Completed;

        public PendingRecord ToPending() => new()
        {
            OperationName = "chat",
            Timestamp = Timestamp,
            ProviderName = ProviderName,
            RequestModel = RequestModel,
            ResponseModel = ResponseModel,
            Usage = Usage,
            UsageSource = UsageSource,
            ServedAs = new ServedAs { ServiceTier = ServiceTier, Region = Region, Speed = Speed },
            Quantities = Quantities,
            Outcome = Outcome,
        };
    }
}
