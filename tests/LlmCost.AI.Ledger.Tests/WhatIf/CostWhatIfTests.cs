namespace LlmCost.AI.Tests;

/// <summary>The expected costs are calculated by hand from the catalog's list prices, which the first test asserts.</summary>
public sealed class CostWhatIfTests
{
    private const decimal Million = 1_000_000;

    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai", "gpt-4o", 2.5, 1.25, 10)]
    [InlineData("openai", "gpt-4o-mini", 0.15, 0.075, 0.6)]
    [InlineData("anthropic", "claude-haiku-4-5", 1, 0.1, 5)]
    public void Prices_MatchTheHandCalculations(string provider, string model, decimal input, decimal read, decimal output)
    {
        using var meter = new CostMeter();
        var rates = meter.FindPrice(provider, model, new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero))!.Rates;

        Assert.Equal((input, read, output), (rates.Input, rates.InputCacheRead, rates.Output));
    }

    [Fact]
    public async Task OtherModel_RepricesEachCall()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, InputCacheRead = 400, Output = 200 });
        Record(app, new TokenUsage { Input = 3_000, Output = 50, OutputReasoning = 70 }, feature: "search");

        var answer = await Ask(app, new() { Period = s_november, Model = "gpt-4o-mini", By = [LedgerField.Parse("feature")] });

        Assert.Equal((2, 2), (answer.Total.Calls, answer.Total.ComparedCalls));
        Assert.Equal(
            ((1_000 * 2.5m) + (400 * 1.25m) + (200 * 10m) + (3_000 * 2.5m) + (120 * 10m)) / Million, answer.Total.ActualCost);
        var chat = ((1_000 * 0.15m) + (400 * 0.075m) + (200 * 0.6m)) / Million;
        var search = ((3_000 * 0.15m) + (120 * 0.6m)) / Million;
        Assert.Equal(chat + search, answer.Total.Cost);
        Assert.Equal([("search", search), ("chat", chat)], answer.Rows.Select(row => (row.Values[0], row.Cost)));
        Assert.Equal(answer.Total.ActualCost - answer.Total.Cost, answer.Total.Saving);

        // Both models have the same tokenizer.
        Assert.Equal((answer.Total.Cost, answer.Total.Cost), (answer.Total.LowCost, answer.Total.HighCost));
        Assert.Empty(answer.Exclusions);
        Assert.StartsWith("Length", answer.Unknowns[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherProvider_HasTheMakersPrice_AndARangeForItsTokenizer()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, InputCacheRead = 500, Output = 200 });

        var answer = await Ask(app, new() { Period = s_november, Model = "claude-haiku-4-5" });

        Assert.Equal((1_000 + (500 * 0.1m) + (200 * 5m)) / Million, answer.Total.Cost);
        Assert.Equal((900 + (450 * 0.1m) + (180 * 5m)) / Million, answer.Total.LowCost);
        Assert.Equal((1_100 + (550 * 0.1m) + (220 * 5m)) / Million, answer.Total.HighCost);
    }

    [Fact]
    public async Task ModelWithoutACachePrice_BillsCachedInputAsInput()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, InputCacheRead = 500, Output = 10 });
        var options = new CostMeteringOptions();
        options.Prices.Add(new ModelPriceOptions { Provider = "openai", Model = "plain", Input = 2, Output = 3 });
        using var other = new CostMeter(options);

        var answer = await Ask(app, new() { Period = s_november, Model = "plain" }, other);

        Assert.Equal(((1_500 * 2m) + (10 * 3m)) / Million, answer.Total.Cost);
    }

    /// <summary>Above 272,000 input tokens, input costs 4 USD instead of 2, and output costs 15 USD instead of 10.</summary>
    [Fact]
    public async Task LongPrompts_HaveASeparatePrice_WhichAnAverageWouldMiss()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 100_000, Output = 1_000 });
        Record(app, new TokenUsage { Input = 300_000, Output = 1_000 });

        var answer = await Ask(app, new() { Period = s_november, Model = "gpt-6-sol" });

        Assert.Equal(
            ((100_000 * 2m) + (1_000 * 10m) + (300_000 * 4m) + (1_000 * 15m)) / Million, answer.Total.Cost);
    }

    [Fact]
    public async Task Batch_CostsHalf_AndItsDurationIsUnknown()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, Output = 200 });

        var answer = await Ask(app, new() { Period = s_november, ServiceTier = "batch" });

        Assert.Equal(answer.Total.ActualCost / 2, answer.Total.Cost);
        Assert.Equal(answer.Total.Cost, answer.Total.HighCost);
        Assert.StartsWith("Time", Assert.Single(answer.Unknowns), StringComparison.Ordinal);
    }

    /// <summary>
    /// Qwen bills reads from its implicit cache at 20 %, and reads from a cache that the request selected at 10 %.
    /// </summary>
    [Fact]
    public async Task CacheSelectedByTheRequest_KeepsItsPrice()
    {
        await using var app = new TestLedger();
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "dashscope",
            Model = "qwen-max",
            Usage = new TokenUsage { InputCacheRead = 1_000 },
            ServedAs = new ServedAs { CacheMode = "explicit" },
        });
        await app.Writer.FlushAsync(Cancellation);

        var answer = await Ask(app, new() { Period = s_november, PricesAt = app.Clock.GetUtcNow() });

        Assert.Equal((1_000 * 0.16m / Million, 1_000 * 0.16m / Million), (answer.Total.ActualCost, answer.Total.Cost));
    }

    [Fact]
    public async Task OtherPriceList_IsReadFromTheMeter()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, Output = 200 });
        var options = new CostMeteringOptions();
        options.Discounts["openai"] = 0.2m;
        using var discounted = new CostMeter(options);

        var same = await Ask(app, new() { Period = s_november });
        var answer = await Ask(app, new() { Period = s_november }, discounted);

        Assert.Equal(same.Total.ActualCost, same.Total.Cost);
        Assert.Equal(answer.Total.ActualCost * 0.8m, answer.Total.Cost);
        Assert.Equal(answer.Total.ActualListCost, answer.Total.ListCost);
    }

    [Fact]
    public async Task Caching_AppliesToItsShareOfLongPrompts()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 10_000, Output = 100 });
        Record(app, new TokenUsage { Input = 1_000, Output = 100 });
        Record(app, new TokenUsage { Input = 2_000, InputCacheRead = 8_000, Output = 100 });

        var cached = await Ask(app, new() { Period = s_november, CacheReadShare = 0.9m });
        var uncached = await Ask(app, new() { Period = s_november, CacheReadShare = 0 });

        Assert.Equal(
            ((2 * ((1_000 * 2.5m) + (9_000 * 1.25m))) + (1_000 * 2.5m) + (300 * 10m)) / Million, cached.Total.Cost);
        Assert.Equal(((21_000 * 2.5m) + (300 * 10m)) / Million, uncached.Total.Cost);
        Assert.StartsWith("Cache", Assert.Single(cached.Unknowns), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CacheWrites_HaveASeparatePrice()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 10_000 }, provider: "anthropic", model: "claude-haiku-4-5");

        var answer = await Ask(app, new() { Period = s_november, CacheReadShare = 0.6m, CacheWriteShare = 0.3m });

        Assert.Equal((1_000 + (6_000 * 0.1m) + (3_000 * 1.25m)) / Million, answer.Total.Cost);
    }

    [Fact]
    public async Task UsageThatTheModelLacks_IsExcluded_AndCounted()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, Output = 200 });
        Record(app, new TokenUsage { InputAudio = 1_000, Output = 200 }, model: "gpt-audio");
        Record(app, new TokenUsage { Input = 1_000 }, model: "text-embedding-3-small", operation: "embeddings");
        Record(
            app,
            new TokenUsage { Input = 1_000, Output = 10 },
            quantities: [new() { Unit = BillableUnit.FileSearch, Quantity = 2 }]);

        var answer = await Ask(app, new() { Period = s_november, Model = "claude-haiku-4-5" });

        Assert.Equal((4, 1, 3), (answer.Total.Calls, answer.Total.ComparedCalls, answer.Total.ExcludedCalls));
        Assert.Equal(((1_000 * 2.5m) + (200 * 10m)) / Million, answer.Total.ActualCost);
        Assert.Equal(
            ["missing_rate:input_audio", "missing_rate:storage_searches", "operation"],
            answer.Exclusions.Select(one => one.Reason));
        Assert.Equal(app.Records.Sum(record => record.Cost!.Value.Total), answer.Total.ActualCost + answer.Total.ExcludedCost);
        Assert.Equal(answer.Total.ExcludedCost, answer.Exclusions.Sum(one => one.ActualCost));
    }

    [Fact]
    public async Task UnknownModelsAndTiers_AreExcluded()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, Output = 200 });

        var model = await Ask(app, new() { Period = s_november, Model = "no-such-model" });
        var tier = await Ask(app, new() { Period = s_november, ServiceTier = "no-such-tier" });

        Assert.Equal("unknown_model", Assert.Single(model.Exclusions).Reason);
        Assert.Equal("unknown_tier", Assert.Single(tier.Exclusions).Reason);
        Assert.Equal((0, 0m, 0m), (model.Total.ComparedCalls, model.Total.ActualCost, model.Total.Cost));
    }

    [Fact]
    public async Task UnpricedPartialAndFailedCalls_AreCounted()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, Output = 200 }, model: "no-such-model");
        Record(
            app,
            new TokenUsage { Input = 1_000, Output = 200 },
            quantities: [new() { Unit = BillableUnit.Rerank, Quantity = 1 }]);
        app.Meter.Record(new PaidCall
        {
            OperationName = "chat",
            ProviderName = "openai",
            Model = "gpt-4o",
            Outcome = CallOutcome.Failed,
        });

        var answer = await Ask(app, new() { Period = s_november, ServiceTier = "batch" });

        Assert.Equal((3, 1, 1), (answer.Total.Calls, answer.Total.UnpricedCalls, answer.Total.UnbilledCalls));
        Assert.Equal(1, answer.Total.ExcludedCalls);
    }

    [Fact]
    public async Task FiltersAndPeriod_SelectCalls()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000 }, feature: "search");
        Record(app, new TokenUsage { Input = 1_000 }, feature: "chat");
        Record(app, new TokenUsage { Input = 1_000 }, feature: "search", at: s_november.Start.AddHours(-1));

        var answer = await Ask(app, new()
        {
            Period = s_november,
            Model = "gpt-4o-mini",
            Filters =
            [
                LedgerFilter.Parse("feature=sea*"), LedgerFilter.Parse("tag:team=shop"), LedgerFilter.Parse("model=gpt-4o"),
            ],
            By = [LedgerField.Parse("day"), LedgerField.Parse("hour")],
        });

        Assert.Equal(1, answer.Total.Calls);
        Assert.Equal(["2026-11-03", "2026-11-03 10:00"], Assert.Single(answer.Rows).Values);
    }

    [Fact]
    public async Task InvalidOptions_AreRejected()
    {
        await using var app = new TestLedger();
        Record(app, new TokenUsage { Input = 1_000, Output = 1 });

        await Refused(new() { Period = s_november, CacheReadShare = 1.2m }, "CacheReadShare is 1.2");
        await Refused(new() { Period = s_november, CacheReadShare = 0.8m, CacheWriteShare = 0.4m }, "their sum at most 1");
        await Refused(new() { Period = s_november, CacheWriteShare = 0.4m }, "requires CacheReadShare");
        await Refused(new() { Period = s_november, Model = " " }, "Model is blank");
        await Refused(new() { Period = s_november, By = [LedgerField.Parse("unit")] }, "'unit'");
        await Refused(new() { Period = s_november, Model = "meta-llama/llama-3.3-70b-instruct" }, "set Provider to one of");

        async Task Refused(CostWhatIfOptions options, string message) => Assert.Contains(
            message, (await Assert.ThrowsAsync<ArgumentException>(() => Ask(app, options))).Message, StringComparison.Ordinal);
    }

    private static async Task<CostWhatIf> Ask(TestLedger app, CostWhatIfOptions options, CostMeter? meter = null)
    {
        await app.Writer.FlushAsync(Cancellation);
        return await CostWhatIf.CreateAsync(app.Read(), meter ?? app.Meter, options, Cancellation);
    }

    private static void Record(
        TestLedger app, TokenUsage usage, string feature = "chat", string provider = "openai", string model = "gpt-4o",
        string operation = "chat", DateTimeOffset? at = null, IReadOnlyList<BillableQuantity>? quantities = null)
    {
        using var scope = CostScope.Begin(feature, ("team", "shop"));
        app.Meter.Record(new PaidCall
        {
            OperationName = operation,
            ProviderName = provider,
            Model = model,
            Timestamp = at,
            Usage = usage,
            Quantities = quantities ?? [],
        });
    }
}
