namespace LlmCost.AI.Tests;

/// <summary>Tests usage readers, which a package or the app adds to read raw responses.</summary>
public sealed class UsageReaderTests
{
    [Theory]
    [InlineData("openrouter-chat.json")]
    [InlineData("openrouter-chat.sse")]
    public async Task ReportedCost_ReplacesTheComputedCost_AndIsMarked(string file)
    {
        await using var server = await WireServer.StartAsync(file);
        using var meter = new TestMeter(
            options => options.Prices.Add(
                new()
                {
                    Provider = "openrouter",
                    Model = "anthropic/claude-sonnet-4.5",
                    Input = 3,
                    InputCacheRead = 0.3m,
                    Output = 15,
                }),
            readers: [new OpenRouterUsageReader()]);
        using var client = meter.Client(
            WireClients.Chat(file, server.Address, "m"), metering => metering.ProviderName = "openrouter");

        await Call.MakeAsync(client, streamed: Path.GetExtension(file) is ".sse");

        var record = meter.Record;
        Assert.Equal(new TokenUsage { Input = 100, InputCacheRead = 1000, InputCacheWrite = 100, Output = 50 }, record.Usage);
        Assert.Equal(0.00345m, record.Cost?.Total);
        Assert.Equal(0.00345m, Enum.GetValues<TokenClass>().Sum(tokenClass => record.Cost?[tokenClass]));
        Assert.Equal(PriceSource.Provider, record.PriceSource);
        Assert.Equal((100 * 3m + 1000 * 0.3m + 100 * 3m + 50 * 15m) / 1_000_000, record.ListCost);
        Assert.Equal(0.00345m - record.ListCost, record.Cost?.Unallocated);
    }

    [Fact]
    public async Task ReportedCost_OfAnUnknownModel_IsTheCostAndNotAllocated()
    {
        await using var server = await WireServer.StartAsync("openrouter-chat.json");
        using var meter = new TestMeter(readers: [new OpenRouterUsageReader()]);
        using var client = meter.Client(
            WireClients.Chat("openrouter-chat.json", server.Address, "m"), metering => metering.ProviderName = "some-router");
        using var cost = meter.Collect<double>("llmcost.usage.cost");

        await Call.MakeAsync(client, streamed: false);

        Assert.Equal(new CostBreakdown { Unallocated = 0.00345m }, meter.Record.Cost);
        Assert.Equal(UnpricedReason.None, meter.Record.UnpricedReason);
        var point = Assert.Single(cost.GetMeasurementSnapshot());
        Assert.Equal(0.00345, point.Value);
        Assert.Equal("unallocated", point.Tags["llmcost.token.class"]);
        Assert.Equal("provider", point.Tags["gen_ai.usage.cost.source"]);
    }

    [Fact]
    public async Task ActualTier_WithAPrice_IsBilledAtThatPrice()
    {
        using var meter = new TestMeter(readers: [new TierReader("priority")]);

        await Call.MakeAsync(meter.Client(new TestChatClient { Raw = new object() }), streamed: false);

        // Input and output rates of gpt-4o: 2.50 and 10 USD in the standard tier, 4.25 and 17 USD in the priority tier.
        Assert.Equal("priority", meter.Record.ServiceTier);
        Assert.Equal((1_000 * 4.25m + 100 * 17m) / 1_000_000, meter.Record.Cost?.Total);
    }

    [Fact]
    public async Task ActualTier_WithoutAPrice_IsUnpriced_AndNotBilledAtTheStandardPrice()
    {
        using var meter = new TestMeter(readers: [new TierReader("scale")]);

        await Call.MakeAsync(meter.Client(new TestChatClient { Raw = new object() }), streamed: false);

        Assert.Null(meter.Record.Cost);
        Assert.Equal(UnpricedReason.UnknownTier, meter.Record.UnpricedReason);
    }

    [Fact]
    public async Task ActualRegionSpeedAndSearches_AreBilled()
    {
        using var meter = new TestMeter(readers: [new TierReader(null)
        {
            Reading = new UsageReading
            {
                Region = "us",
                Speed = "fast",
                Quantities = [new() { Unit = BillableUnit.WebSearch, Quantity = 2 }],
            },
        }]);
        var provider = new TestChatClient { Raw = new object(), Metadata = new("anthropic", null, "claude-opus-5") };
        provider.OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Response(model: "claude-opus-5"));

        await Call.MakeAsync(meter.Client(provider), streamed: false);

        // The rates of 5 and 25 USD per million tokens are doubled for fast mode and multiplied by 1.1 for US-only inference.
        // Searches cost 10 USD per 1,000.
        Assert.Equal(((1_000 * 5m + 100 * 25m) * 2.2m / 1_000_000) + 0.02m, meter.Record.Cost?.Total);
        Assert.Equal(0.02m, meter.Record.Cost?.Fee);
    }

    [Theory]
    [InlineData("openai-chat.json", "services.AddCostMetering().AddOpenAIUsage()")]
    [InlineData("anthropic-messages.sse", "services.AddCostMetering().AddAnthropicUsage()")]
    public async Task MissingReader_IsLoggedOnce_WithTheMissingUsage(string file, string advice)
    {
        await using var server = await WireServer.StartAsync(file);
        using var meter = new TestMeter();
        using var client = meter.Client(WireClients.Chat(file, server.Address, "m"));

        await Call.MakeAsync(client, streamed: Path.GetExtension(file) is ".sse");
        await Call.MakeAsync(client, streamed: Path.GetExtension(file) is ".sse");

        Assert.Single(meter.Logs.GetSnapshot(), log => log.Message.Contains(advice, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReaderThatFindsUsage_IsNotLogged()
    {
        await using var server = await WireServer.StartAsync("openai-chat.json");
        using var meter = new TestMeter(readers: [new TierReader("default")]);

        await Call.MakeAsync(meter.Client(WireClients.Chat("openai-chat.json", server.Address, "m")), streamed: false);

        Assert.DoesNotContain(
            meter.Logs.GetSnapshot(), log => log.Message.Contains("AddOpenAIUsage()", StringComparison.Ordinal));
    }

    private sealed class TierReader(string? tier) : IUsageReader
    {
        public UsageReading Reading { get; init; }

        public bool TryRead(object rawRepresentation, string? providerName, out UsageReading reading)
        {
            reading = Reading with { ServiceTier = tier };
            return true;
        }
    }
}
