using Anthropic;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>
/// Reads recorded responses through the real client. The usage includes counts that the client omits. The cost is exact to the
/// last digit.
/// </summary>
public sealed class AnthropicUsageReaderTests
{
    private const decimal Million = 1_000_000;

    // Claude Sonnet 4.5, in USD per million tokens: 3 for input, 0.30 for cache reads, 3.75 and 6 for cache writes (five minutes
    // and one hour), 15 for output. Searches cost 10 USD per 1,000.
    private const decimal InputCost = (50 * 3m + 10_000 * 0.30m + 1_000 * 3.75m + 500 * 6m) / Million;

    private static readonly TokenUsage s_input =
        new() { Input = 50, InputCacheRead = 10_000, InputCacheWrite = 1_000, InputCacheWriteOneHour = 500 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("anthropic-messages.json", false)]
    [InlineData("anthropic-messages.json", true)]
    [InlineData("anthropic-messages.sse", false)]
    [InlineData("anthropic-messages.sse", true)]
    public async Task WholeAnswer_HasCacheWritesByLifetime_SearchesTierAndRegion(string file, bool isBeta)
    {
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "anthropic", readers: [new AnthropicUsageReader()]);

        await CallAsync(meter, file, isBeta);

        var record = meter.Record;
        Assert.Equal(s_input with { Output = 180, OutputReasoning = 120 }, record.Usage);
        Assert.Equal(UsageSource.Reported, record.UsageSource);
        Assert.Equal(("standard", "us"), (record.ServiceTier, record.Region));
        Assert.Equal([new BillableQuantity { Unit = BillableUnit.WebSearch, Quantity = 2 }], record.Quantities);
        Assert.Equal(InputCost + (300 * 15m / Million) + (2 * 10m / 1_000), record.Cost?.Total);
        Assert.Equal(UsageAnomalies.None, record.Anomalies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndThatReportsOnlyTheOutput_KeepsTheInputOfTheBeginning(bool isBeta)
    {
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "anthropic", readers: [new AnthropicUsageReader()]);

        await CallAsync(meter, "anthropic-messages-delta-output-only.sse", isBeta);

        Assert.Equal(s_input with { Output = 300 }, meter.Record.Usage);
        Assert.Equal(UsageSource.Reported, meter.Record.UsageSource);
    }

    /// <summary>The client itself reports one output token, with no indication that the count is incomplete.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamThatIsCutOff_HasTheInputOfItsBeginningAndAnEstimatedOutput(bool isBeta)
    {
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "anthropic", readers: [new AnthropicUsageReader()]);

        await CallAsync(meter, "anthropic-messages-truncated.sse", isBeta);

        AssertBegun(meter.Record, CallOutcome.Completed);
    }

    /// <summary>The client itself reports no usage.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamThatFails_HasTheInputOfItsBeginningAndAnEstimatedOutput(bool isBeta)
    {
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "anthropic", readers: [new AnthropicUsageReader()]);

        await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(meter, "anthropic-messages-error-midstream.sse", isBeta));

        AssertBegun(meter.Record, CallOutcome.Failed);
    }

    [Fact]
    public async Task StreamThatIsLeftEarly_HasTheInputOfItsBeginning()
    {
        await using var server = await WireServer.StartAsync("anthropic-messages.sse");
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "anthropic", readers: [new AnthropicUsageReader()]);
        using var client = meter.Client(Client(server.Address, isBeta: false));

        await foreach (var update in client.GetStreamingResponseAsync("Hi?", cancellationToken: Token))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        // "Hello " is 6 bytes.
        Assert.Equal(s_input with { Output = 2 }, meter.Record.Usage);
        Assert.Equal((UsageSource.Estimated, CallOutcome.Abandoned), (meter.Record.UsageSource, meter.Record.Outcome));
    }

    [Fact]
    public async Task AnswerWithoutDetails_HasOnlyItsTotals()
    {
        using var meter = new TestMeter(
            options => options.ProviderHosts["127.0.0.1"] = "anthropic", readers: [new AnthropicUsageReader()]);

        await CallAsync(meter, "anthropic-messages-minimal.json", isBeta: false);

        Assert.Equal(new TokenUsage { Input = 50, Output = 300 }, meter.Record.Usage);
        Assert.Empty(meter.Record.Quantities);
    }

    [Fact]
    public void AddAnthropicUsage_Twice_RegistersOneReader()
    {
        var services = new ServiceCollection()
            .AddCostMetering().AddAnthropicUsage().AddAnthropicUsage().Services
            .BuildServiceProvider();

        Assert.IsType<AnthropicUsageReader>(Assert.Single(services.GetServices<IUsageReader>()));
    }

    private static void AssertBegun(CostRecord record, CallOutcome outcome)
    {
        // "Hello there." is 12 bytes, estimated at four bytes per token.
        Assert.Equal(s_input with { Output = 3 }, record.Usage);
        Assert.Equal(UsageSource.Estimated, record.UsageSource);
        Assert.Equal(outcome, record.Outcome);
        Assert.Equal(InputCost + (3 * 15m / Million), record.Cost?.Total);
    }

    private static async Task CallAsync(TestMeter meter, string file, bool isBeta)
    {
        await using var server = await WireServer.StartAsync(file);
        using var client = meter.Client(Client(server.Address, isBeta));
        await Call.MakeAsync(client, streamed: Path.GetExtension(file) is ".sse");
    }

    private static IChatClient Client(Uri address, bool isBeta)
    {
        var client = new AnthropicClient { ApiKey = "none", BaseUrl = address.AbsoluteUri, MaxRetries = 0 };
        return isBeta ? client.Beta.AsIChatClient("the-deployment") : client.AsIChatClient("the-deployment");
    }
}
