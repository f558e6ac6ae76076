using LlmCost.AI.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

public sealed class CostCollectorTests
{
    [Fact]
    public async Task CollectorOfAnApp_ReceivesTheRecordsOfItsCalls()
    {
        using var costs = new CostCollector();
        var services = new ServiceCollection();
        services.AddCostMetering().AddObserver(costs);
        services.AddChatClient(new FakeChatClient("anthropic", "claude-sonnet-4-5").Answer("Honey.", input: 10, output: 5))
            .UseCostMetering();
        await using var app = services.BuildServiceProvider();

        await AskAsync(app.GetRequiredService<IChatClient>());

        var record = Assert.Single(costs.Records);
        Assert.Equal(("anthropic", 15), (record.ProviderName, record.Usage.Total));
    }

    [Fact]
    public async Task Clear_RemovesEarlierCalls()
    {
        using var costs = new CostCollector();
        using var client = new FakeChatClient("openai", "gpt-5.1").Answer("Honey.", input: 10, output: 5)
            .AsBuilder().UseCostMetering(costs.Meter).Build();
        await AskAsync(client);

        costs.Clear();
        await AskAsync(client);

        costs.ShouldHaveCalls(1);
    }

    [Fact]
    public async Task Snapshot_ListsEachCharge_InAnyCulture()
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        using var costs = new CostCollector();
        using var client = new FakeChatClient("openai", "gpt-5.1")
            .Answer(
                "Honey.",
                new UsageDetails
                {
                    InputTokenCount = 1_200,
                    CachedInputTokenCount = 200,
                    OutputTokenCount = 300,
                    TotalTokenCount = 1_500,
                })
            .AsBuilder().UseCostMetering(costs.Meter).Build();
        using (CostScope.Begin(feature: "summarize"))
        {
            await AskAsync(client);
        }

        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("de-AT");

            Assert.Equal(
                """
                chat openai/gpt-5.1, feature summarize
                  input 1000 × 1.25 / 1000000 = 0.00125 USD
                  input_cache_read 200 × 0.125 / 1000000 = 0.000025 USD
                  output 300 × 10 / 1000000 = 0.003 USD
                  = 0.004275 USD

                """.ReplaceLineEndings("\n"),
                costs.Records[0].ToSnapshot());
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task Snapshot_ListsUnknownCosts()
    {
        using var costs = new CostCollector();
        var provider = new FakeChatClient("openai", "a-model-of-no-list")
            .Answer("Honey.", input: 10, output: 5)
            .Fail(new InvalidOperationException("The provider is overloaded."));
        using var client = provider.AsBuilder().UseCostMetering(costs.Meter).Build();

        await AskAsync(client);
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(client));

        Assert.Equal(
            """
            chat openai/a-model-of-no-list
              = unknown: UnknownModel

            chat openai/a-model-of-no-list, Failed, usage Missing
              = no cost

            """.ReplaceLineEndings("\n"),
            costs.ToSnapshot());
    }

    private static Task<ChatResponse> AskAsync(IChatClient client) =>
        client.GetResponseAsync("What do bees make?", cancellationToken: TestContext.Current.CancellationToken);
}
