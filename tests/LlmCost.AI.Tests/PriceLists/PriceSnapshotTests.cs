using FsCheck;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests;

public sealed class PriceSnapshotTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Charges are computed only when they are read. Computing them does not change the cost of a call.</summary>
    [Property(MaxTest = 20_000)]
    public void Price_AnyUsageAndAnyPrice_HasChargesThatAddUpToTheCostExactly(int seed)
    {
        var random = new Random(seed);
        var prices = Snapshot(random, new RandomPrices(seed));
        var query = Query(random);
        var usage = Usage(random);
        var (amounts, alone) = (default(TokenClassAmounts), default(TokenClassAmounts));
        var charges = new List<Charge>();

        var priced = prices.Price(in query, in usage, ref amounts, charges);
        var again = prices.Price(in query, in usage, ref alone);

        Assert.Equal(alone, amounts);
        Assert.Equal((again.Total, again.ListCost, again.Reason), (priced.Total, priced.ListCost, priced.Reason));
        Assert.Equal(new CostBreakdown(in amounts).Total, charges.Sum(charge => charge.Cost));
        Assert.Equal(priced.Total, charges.AsEnumerable().Reverse().Sum(charge => charge.Cost));
        Assert.Equal(priced.ListCost, priced.ListCost is null ? null : charges.Sum(charge => charge.ListCost));
        Assert.All(
            charges,
            charge => Assert.True(charge is { Cost: >= 0, Quantity: > 0, Per: > 0, UnitPrice: >= 0 }, charge.ToString()));
        Assert.True(priced.HasCost || charges.Count is 0);
    }

    [Fact]
    public void Price_CacheWritesOfTwoLifetimes_AreOneClassButTwoCharges()
    {
        var charges = Charges(
            new ModelPrice { Rates = new() { Input = 3, InputCacheWrite = 3.75m, InputCacheWriteOneHour = 6, Output = 15 } },
            new TokenUsage { InputCacheWrite = 1_000, InputCacheWriteOneHour = 2_000 },
            out var cost);

        Assert.Equal([("input_cache_write", 3.75m, 0.00375m), ("input_cache_write_1h", 6m, 0.012m)], charges);
        Assert.Equal(0.01575m, cost.InputCacheWrite);
    }

    [Fact]
    public void Price_BeyondTheThresholdOfAMarginalPrice_IsASeparateCharge()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 1, Output = 10 },
            Variants =
            [
                new() { FromInputTokens = 101, IsMarginal = true, Rates = new() { Input = 2 } },
                new() { FromInputTokens = 301, IsMarginal = true, Rates = new() { Input = 3 }, Factor = 1.5m },
            ],
        };

        var charges = Charges(price, new TokenUsage { Input = 400, Output = 4 }, out var cost);

        Assert.Equal(
            [
                ("input", 1m, 0.0001m), ("output", 10m, 0.00001m),
                ("input", 2m, 0.0004m), ("output", 10m, 0.00002m),
                ("input", 4.5m, 0.00045m), ("output", 15m, 0.000015m),
            ],
            charges);
        Assert.Equal((100 * 1m + 200 * 2m + 100 * 4.5m) / 1_000_000, cost.Input);
    }

    [Fact]
    public void Price_PromptWithFractionalParts_IsCountedInWholeTokens()
    {
        var price = new ModelPrice
        {
            Rates = new() { Input = 1.25m },
            Variants = [new() { FromInputTokens = 200_001, IsMarginal = true, Rates = new() { Input = 2.5m } }],
        };

        var charges = Charges(price, new TokenUsage { Input = 300_000 }, out var cost);

        Assert.Equal([("input", 1.25m, 0.25m), ("input", 2.5m, 0.25m)], charges);
        Assert.Equal(0.5m, cost.Total);
    }

    [Fact]
    public void Estimate_WithoutAPrice_HasTheReasonAndNoCharges()
    {
        var estimate = new PriceSnapshot([PriceList.Catalog], PriceSettings.None).Estimate(Query("openai", "brand-new"), default);

        Assert.Equal(
            (null, UnpricedReason.UnknownModel, PriceSource.None),
            (estimate.Cost, estimate.UnpricedReason, estimate.PriceSource));
        Assert.Empty(estimate.Charges);
    }

    private static UsageToPrice Query(string provider, string model) =>
        new() { Provider = provider, RequestModel = model, Timestamp = s_now, UsageSource = UsageSource.Reported };

    private static List<(string Unit, decimal UnitPrice, decimal Cost)> Charges(
        ModelPrice price, TokenUsage usage, out CostBreakdown cost)
    {
        var prices = new PriceSnapshot([PriceList.Catalog], new PriceSettings { CustomPrices = [new("p", "m", price)] });
        var estimate = prices.Estimate(Query("p", "m"), usage);
        cost = estimate.Cost!.Value;
        return [.. estimate.Charges.Select(charge => (charge.Unit, charge.UnitPrice, charge.Cost))];
    }

    [Fact]
    public void Price_OfARouter_IsAddedToThePriceOfTheAnsweringModel()
    {
        var query = Query("azure.ai.openai", "model-router") with { ResponseModel = "gpt-5-nano-2025-08-07" };

        var usage = new TokenUsage { Input = 1_000_000, InputCacheRead = 1_000_000, Output = 1_000 };
        var estimate = Routers().Estimate(query, usage);

        Assert.Equal(0.05m + 0.005m + 0.0004m + 0.14m + 0.14m, estimate.Cost?.Total);
        Assert.Equal(estimate.Cost?.Total, estimate.Charges.Sum(charge => charge.Cost));
        Assert.Empty(estimate.UnpricedParts);
    }

    [Theory]
    [InlineData(null, "output, model-router")]
    [InlineData("a-new-model", "output, a-new-model")]
    public void Price_OfARouterWithoutAKnownModel_IsALowerBound(string? response, string missing)
    {
        var query = Query("azure.ai.openai", "model-router") with { ResponseModel = response };

        var estimate = Routers().Estimate(query, new TokenUsage { Input = 1_000_000, Output = 1_000 });

        Assert.Equal(0.14m, estimate.Cost?.Total);
        Assert.Equal(missing.Split(", ").Order(), estimate.UnpricedParts.Select(part => part.Name).Order());
    }

    [Fact]
    public void Price_OfAModelThatAnswersForAnother_IsThePriceOfTheAnsweringModel()
    {
        var query = Query("azure.ai.openai", "gpt-5-mini") with { ResponseModel = "gpt-5-nano" };

        Assert.Equal(0.05m, Routers().Estimate(query, new TokenUsage { Input = 1_000_000 }).Cost?.Total);
    }

    private static PriceSnapshot Routers() => new([PriceList.Catalog], PriceSettings.None);

    private static PriceSnapshot Snapshot(Random random, RandomPrices prices)
    {
        var history = new PriceHistory("m", [new PricePeriod { Price = prices.Price() }]);
        var models = new ProviderPrices("p", new Dictionary<string, PriceHistory> { ["m"] = history });
        var catalog = new PriceCatalog(
            new DateOnly(2026, 11, 24),
            new Dictionary<string, Lazy<ProviderPrices>> { ["p"] = new Lazy<ProviderPrices>(models) });
        var factor = random.Next(10_000_000) / 3_000_000m;
        var share = new ModelPrice { Rates = new() { Input = random.Next() / 7m, Output = random.Next() / 7m } };
        return new PriceSnapshot([PriceList.Of(catalog)], new PriceSettings
        {
            Adjustments = random.Next(2) is 0 ? PriceAdjustments.None : new PriceAdjustments([new("p", null, null, factor)]),
            Rounding = random.Next(4) is 0 ? new Dictionary<string, int> { ["p"] = random.Next(29) } : [],
            CustomPrices = random.Next(4) is 0 ? [new("p", "m", prices.Price())] : [],
            ProvisionedDeployments = random.Next(10) is 0 ? new Dictionary<string, ModelPrice?> { ["m"] = share } : [],
        });
    }

    private static UsageToPrice Query(Random random) => new()
    {
        Provider = "p",
        RequestModel = random.Next(20) is 0 ? "unknown" : "m",
        Timestamp = s_now,
        ServedAs = new ServedAs
        {
            ServiceTier = Maybe(random, "flex"),
            Region = Maybe(random, "eu"),
            Speed = Maybe(random, "fast"),
        },
        Quantities =
        [
            .. random.GetItems(Enum.GetValues<BillableUnit>(), random.Next(4)).Distinct().Select(unit => new BillableQuantity
            {
                Unit = unit,
                Quantity = random.Next(1, 100_000) / 7m,
                Kind = Maybe(random, "high/1024x1024"),
            }),
        ],
        UsageSource = random.Next(20) is 0 ? UsageSource.Missing : UsageSource.Reported,
        ReportedCost =
            random.Next(6) switch { 0 => random.Next() / 7_000_000_000m, 1 => random.Next() / 3_000m, 2 => 0, _ => null },
    };

    private static string? Maybe(Random random, string text) => random.Next(2) is 0 ? null : text;

    private static TokenUsage Usage(Random random)
    {
        var counts = default(TokenKindCounts);
        for (var i = 0; i < TokenKindCounts.Length; i++)
        {
            counts[i] = random.Next(4) switch
            {
                0 => 0,
                1 => random.Next(100),
                2 => random.Next(3_000_000),
                _ => random.NextInt64(CountLimits.Max),
            };
        }

        return new TokenUsage(in counts);
    }
}
