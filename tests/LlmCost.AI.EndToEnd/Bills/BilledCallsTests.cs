using System.ClientModel;
using Anthropic;
using LlmCost.AI.EndToEnd.Apps;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using Quickstart;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>The provider's ledger records calls of the real SDKs on the day on which they were made.</summary>
public sealed class BilledCallsTests
{
    private static readonly DateTimeOffset s_lateOnTuesday = new(2026, 11, 3, 23, 59, 59, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_AreRecordedOnTheDayOfTheProvidersClock_WithTheirAccountAndRequests(bool streaming)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var clock = new HurriedTime { Fixed = s_lateOnTuesday };
        await using var provider = await ProviderSimulator.StartAsync(timeProvider: clock, cancellationToken: cancellationToken);
        provider.Accounts["sk-ant-team"] = "wrkspc_team";
        var summary = new RunSummary();
        await using var services = CreateServices(summary);
        using var openAI = OpenAI(provider.Address, services);
        using var anthropic = Anthropic(provider.Address, services);

        await AskAsync(openAI, calls: 3, streaming);
        await AskAsync(anthropic, calls: 2, streaming);
        clock.Fixed = s_lateOnTuesday.AddSeconds(1);
        await AskAsync(openAI, calls: 1, streaming);
        await AskAsync(anthropic, calls: 4, streaming);

        Assert.Equal(
            [
                "2026-11-03 anthropic wrkspc_team claude-haiku-4-5-20251001 standard 2",
                "2026-11-03 openai proj_team gpt-4o-mini-2024-07-18 default 3",
                "2026-11-04 anthropic wrkspc_team claude-haiku-4-5-20251001 standard 4",
                "2026-11-04 openai proj_team gpt-4o-mini-2024-07-18 default 1",
            ],
            provider.Ledger.Books
                .Select(entry => $"{entry.Key.Day:yyyy-MM-dd} {entry.Key.Provider} {entry.Key.Account} {entry.Key.Model} "
                    + $"{entry.Key.ServiceTier} {entry.Requests}")
                .Order(StringComparer.Ordinal));
        var comparison = LedgerComparison.Create(summary.Snapshot(), provider.Ledger);
        Assert.Equal(0, comparison.Difference);
        Assert.Equal(
            comparison.Metered, provider.Ledger.Books.Sum(entry => entry.Tokens.Prompt + entry.Tokens.Completion));
        Assert.All(provider.Ledger.Books, entry => Assert.Matches("^key_[0-9a-f]{12}$", entry.Key.ApiKeyId));
    }

    [Fact]
    public async Task InterruptedAnswers_AreRecorded_AndRejectedRequestsAreNot()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var clock = new HurriedTime { Fixed = s_lateOnTuesday };
        await using var provider = await ProviderSimulator.StartAsync(
            errorPercent: 100, timeProvider: clock, cancellationToken: cancellationToken);
        await using var services = CreateServices(new RunSummary());
        using var client = Anthropic(provider.Address, services);

        for (var call = 0; call < 12; call++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(client, $"Question {call}", streaming: true));
        }

        Assert.True(provider.Ledger is { InterruptedCalls: > 0, RejectedCalls: > 0 });
        var entry = Assert.Single(provider.Ledger.Books);
        Assert.Equal(provider.Ledger.InterruptedCalls, entry.Requests);
        Assert.Equal(provider.Ledger.Unreported.Values.Sum(), entry.Tokens.Prompt + entry.Tokens.Completion);
    }

    private static ServiceProvider CreateServices(RunSummary summary) => new ServiceCollection()
        .AddLogging()
        .AddCostMetering()
        .AddOpenAIUsage()
        .AddAnthropicUsage()
        .AddObserver(summary)
        .Services
        .BuildServiceProvider();

    private static IChatClient OpenAI(Uri provider, ServiceProvider services) => new OpenAIClient(
            new ApiKeyCredential("sk-team"),
            new OpenAIClientOptions { Endpoint = new Uri(provider, "v1"), ProjectId = "proj_team" })
        .GetChatClient("gpt-4o-mini").AsIChatClient().AsBuilder()
        .UseCostMetering(configure: client => client.ProviderName = "openai").Build(services);

    private static IChatClient Anthropic(Uri provider, ServiceProvider services) =>
        new AnthropicClient { BaseUrl = provider.ToString(), ApiKey = "sk-ant-team", MaxRetries = 0 }
        .AsIChatClient("claude-haiku-4-5").AsBuilder()
        .UseCostMetering(configure: client => client.ProviderName = "anthropic").Build(services);

    private static async Task AskAsync(IChatClient client, int calls, bool streaming)
    {
        for (var call = 0; call < calls; call++)
        {
            await AskAsync(client, $"Question {call}", streaming);
        }
    }

    private static async Task AskAsync(IChatClient client, string question, bool streaming)
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        if (!streaming)
        {
            await client.GetResponseAsync(question, cancellationToken: cancellationToken);
            return;
        }

        await foreach (var update in client.GetStreamingResponseAsync(question, cancellationToken: cancellationToken))
        {
            Assert.NotNull(update);
        }
    }
}
