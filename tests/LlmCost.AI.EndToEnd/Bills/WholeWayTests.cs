using System.ClientModel;
using Anthropic;
using LlmCost.AI.EndToEnd.Apps;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Bills;

/// <summary>
/// A month of calls of the real SDKs to the simulated provider, whose ledger is then read as bills of OpenAI and Anthropic.
/// </summary>
public sealed class WholeWayTests
{
    private const string OpenAIProject = "proj_team";
    private const string AnthropicWorkspace = "wrkspc_team";
    private const string AnthropicKey = "sk-ant-team";

    private static readonly DateTimeOffset s_first = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task MeteredMonth_HasADriftOfExactlyZero_AndUnmeteredCallsAreFoundExactly()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("whole-way-");
        try
        {
            var clock = new HurriedTime { Fixed = s_first };
            await using var provider = await ProviderSimulator.StartAsync(
                timeProvider: clock, cancellationToken: cancellationToken);
            provider.Accounts[AnthropicKey] = AnthropicWorkspace;
            await using var services = new ServiceCollection()
                .AddSingleton<TimeProvider>(clock)
                .AddLogging()
                .AddCostMetering()
                .AddOpenAIUsage()
                .AddAnthropicUsage()
                .AddLedger(options => options.Path = Path.Combine(folder.FullName, "ledger"))
                .Services
                .BuildServiceProvider();
            using var openAI = OpenAI(provider.Address).AsBuilder().UseCostMetering(configure: client =>
                (client.ProviderName, client.Account) = ("openai", OpenAIProject)).Build(services);
            using var anthropic = Anthropic(provider.Address).AsBuilder().UseCostMetering(configure: client =>
                (client.ProviderName, client.Account) = ("anthropic", AnthropicWorkspace)).Build(services);
            for (var day = 0; day < 30; day++)
            {
                clock.Fixed = s_first.AddDays(day).AddHours(12);
                for (var call = 0; call < 3; call++)
                {
                    await AskAsync(openAI, $"Question {day}-{call}", streaming: call is 0, cancellationToken);
                    await AskAsync(anthropic, $"Question {day}-{call}", streaming: call is 0, cancellationToken);
                }
            }

            await services.GetRequiredService<LedgerWriter>().FlushAsync(cancellationToken);
            using var bills = BillStore.Open(Path.Combine(folder.FullName, "bills.db"));

            var agreed = await ReconcileAsync(provider, clock, folder, bills);

            Assert.Empty(agreed.Findings);
            Assert.Equal(0, agreed.Total.Difference);
            Assert.NotEqual(0, agreed.Total.Metered);
            Assert.All(agreed.Rows, row => Assert.Equal(ReconciliationStatus.Matched, row.Status));
            Assert.All(agreed.Accounts, account => Assert.Equal((1, 0), (account.Coverage, account.Drift)));
            Assert.Equal(
                ["anthropic wrkspc_team", "openai proj_team"],
                agreed.Accounts.Select(account => $"{account.Provider} {account.Account}"));

            clock.Fixed = s_first.AddDays(17).AddHours(3);
            using var unmetered = OpenAI(provider.Address);
            for (var call = 0; call < 5; call++)
            {
                await AskAsync(unmetered, $"Script {call}", streaming: false, cancellationToken);
            }

            var planted = await ReconcileAsync(provider, clock, folder, bills);

            var finding = Assert.Single(planted.Findings);
            Assert.Equal(
                (ReconciliationCause.UnmeteredCalls, new DateOnly(2026, 11, 18), new DateOnly(2026, 11, 18)),
                (finding.Cause, finding.FirstDay, finding.LastDay));
            Assert.Contains("95 requests are billed, and 90 calls are metered", finding.Message, StringComparison.Ordinal);
            Assert.Equal(planted.Total.Billed - agreed.Total.Billed, finding.Amount);
            Assert.Equal(finding.Amount, planted.Total.QuantityEffect);
            Assert.Equal(0, planted.Total.PriceEffect);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Pulls the bills ten days after the month, and compares them with the ledger.</summary>
    private static async Task<CostReconciliation> ReconcileAsync(
        ProviderSimulator provider, HurriedTime clock, DirectoryInfo folder, BillStore bills)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        clock.Fixed = s_first.AddMonths(1).AddDays(10);
        var month = LedgerPeriod.Month(2026, 11);
        var address = new Uri(provider.Address, "v1");
        using var openAI = new OpenAIBillSource(
            _ => new("sk-admin-simulated"), new OpenAIBillOptions { Endpoint = address }, timeProvider: clock);
        using var anthropic = new AnthropicBillSource(
            _ => new("sk-ant-admin-simulated"), new AnthropicBillOptions { Endpoint = address }, timeProvider: clock);
        await BillPull.RunAsync(openAI, bills, month, cancellationToken: cancellationToken);
        await BillPull.RunAsync(anthropic, bills, month, cancellationToken: cancellationToken);
        return await CostReconciliation.CreateAsync(
            CostLedger.Open(Path.Combine(folder.FullName, "ledger")),
            bills,
            new() { Period = month, At = clock.GetUtcNow(), By = Enum.GetValues<ReconciliationField>() },
            cancellationToken);
    }

    private static IChatClient OpenAI(Uri provider) => new OpenAIClient(
            new ApiKeyCredential("sk-team"),
            new OpenAIClientOptions { Endpoint = new Uri(provider, "v1"), ProjectId = OpenAIProject })
        .GetChatClient("gpt-4o-mini").AsIChatClient();

    private static IChatClient Anthropic(Uri provider) =>
        new AnthropicClient { BaseUrl = provider.ToString(), ApiKey = AnthropicKey, MaxRetries = 0 }
            .AsIChatClient("claude-haiku-4-5");

    private static async Task AskAsync(
        IChatClient client, string question, bool streaming, CancellationToken cancellationToken)
    {
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
