namespace LlmCost.AI.Tests;

public sealed class CostMeterTests
{
    private static readonly TokenUsage s_usage = new() { Input = 1_000, Output = 100 };

    [Theory]
    [InlineData("openai", "gpt-4o", 2.5)]
    [InlineData("OpenAI", "GPT-4o-2024-11-20", 2.5)]
    [InlineData("openai", "prod-chat", 2.5)]
    [InlineData("openai", "my-model", 1.0)]
    [InlineData("some-router", "gpt-4o", 2.5)]
    [InlineData("openai", "ptu-month", 30.0)]
    [InlineData("openai", "ptu", null)]
    [InlineData("openai", "brand-new", null)]
    [InlineData("nobody", "gpt-4o", null)]
    public void FindPrice_ReturnsThePriceOfCalls(string provider, string model, double? input)
    {
        using var meter = new TestMeter(Configure);

        Assert.Equal((decimal?)input, meter.Meter.FindPrice(provider, model)?.Rates.Input);
    }

    [Fact]
    public void FindPrice_OfAnotherTime_ReturnsThePriceAtThatTime()
    {
        using var meter = new TestMeter();

        var before = new DateTimeOffset(2025, 5, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(10, meter.Meter.FindPrice("openai", "o3", before)?.Rates.Input);
        Assert.Equal(2, meter.Meter.FindPrice("openai", "o3")?.Rates.Input);
    }

    [Fact]
    public void Estimate_ListedModel_IsDiscountedAndRoundedLikeCalls()
    {
        using var meter = new TestMeter(options =>
        {
            options.Discounts["openai"] = 0.2m;
            options.Rounding["openai"] = 4;
        });

        var estimate = meter.Meter.Estimate("openai", "gpt-4o", s_usage);

        Assert.Equal((0.0028m, 0.0035m), (estimate.Cost?.Total, estimate.ListCost));
        Assert.Equal(
            [("input", 0.002m, 0.0025m), ("output", 0.0008m, 0.001m)],
            estimate.Charges.Select(charge => (charge.Unit, charge.Cost, charge.ListCost!.Value)));
        Assert.Equal(
            (PriceSource.List, "catalog", PriceCatalog.Default.Version),
            (estimate.PriceSource, estimate.PriceListName, estimate.PriceListVersion));
        Assert.Equal(UnpricedReason.None, estimate.UnpricedReason);
    }

    [Fact]
    public void Estimate_UnknownModelOrTier_HasTheReason()
    {
        using var meter = new TestMeter();

        Assert.Equal((null, UnpricedReason.UnknownModel), Result(meter.Meter.Estimate("openai", "brand-new", s_usage)));
        Assert.Equal(
            (null, UnpricedReason.UnknownTier),
            Result(meter.Meter.Estimate("openai", "gpt-4o", s_usage, new() { ServiceTier = "scale" })));
        Assert.Equal((null, UnpricedReason.MissingRate), Result(meter.Meter.Estimate("openai", "tts-1", s_usage)));

        static (decimal?, UnpricedReason) Result(CostEstimate estimate) => (estimate.Cost?.Total, estimate.UnpricedReason);
    }

    [Fact]
    public void Estimate_FallbackAndProvisionedDeployment_AreMarked()
    {
        using var meter = new TestMeter(Configure);

        Assert.Equal("openai", meter.Meter.Estimate("some-router", "gpt-4o", s_usage).FallbackProvider);
        var amortized = meter.Meter.Estimate("openai", "ptu-month", s_usage);
        Assert.Equal((true, 0.033m), (amortized.IsProvisioned, amortized.Cost?.Total));
        var hourly = meter.Meter.Estimate("openai", "ptu", s_usage);
        Assert.Equal((true, null), (hourly.IsProvisioned, hourly.Cost?.Total));
    }

    [Fact]
    public void Estimate_RecordsNothing()
    {
        using var meter = new TestMeter();
        using var cost = meter.Collect<double>("llmcost.usage.cost");

        meter.Meter.Estimate("openai", "gpt-4o", s_usage);

        Assert.Empty(cost.GetMeasurementSnapshot());
        Assert.Empty(meter.Observer.Records);
        Assert.DoesNotContain(meter.Logs.GetSnapshot(), record => record.Message.Contains("gpt-4o", StringComparison.Ordinal));
    }

    [Fact]
    public void FindPriceAndEstimate_BlankName_ThrowWithTheArgumentName()
    {
        using var meter = new TestMeter();

        Assert.Throws<ArgumentException>("providerName", () => meter.Meter.FindPrice(" ", "gpt-4o"));
        Assert.Throws<ArgumentException>("model", () => meter.Meter.FindPrice("openai", ""));
        Assert.Throws<ArgumentException>("providerName", () => meter.Meter.Estimate("", "gpt-4o", s_usage));
        Assert.Throws<ArgumentNullException>("model", () => meter.Meter.Estimate("openai", null!, s_usage));
    }

    private static void Configure(CostMeteringOptions options)
    {
        options.Prices.Add(new() { Provider = "openai", Model = "my-model", Input = 1, Output = 1 });
        options.Deployments["prod-chat"] = "gpt-4o";
        options.ResellerFallbacks["some-router"] = ["openai"];
        options.ProvisionedDeployments.Add(new() { Deployment = "ptu" });
        options.ProvisionedDeployments.Add(new() { Deployment = "ptu-month", MonthlyCost = 3_000, MonthlyTokens = 100_000_000 });
    }
}
