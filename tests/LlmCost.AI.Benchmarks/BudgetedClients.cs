using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Benchmarks;

/// <summary>Creates metered clients with different budgets. Their metrics have no listeners.</summary>
internal sealed class BudgetedClients(int updates = 1) : IDisposable
{
    private static readonly ChatMessage[] s_messages = [new(ChatRole.User, "What is it?")];
    private static readonly ChatOptions s_options = new() { MaxOutputTokens = 1_000 };

    private readonly List<ServiceProvider> _services = [];

    public IChatClient Create(Action<BudgetsBuilder>? budgets = null)
    {
        var services = new ServiceCollection();
        var metering = services.AddCostMetering(options => options.SemanticConventions = GenAIMetricConventions.None);
        if (budgets is not null)
        {
            metering.AddBudgets(budgets);
        }

        var provider = services.BuildServiceProvider();
        _services.Add(provider);
        return new ReadyChatClient(updates).AsBuilder().UseCostMetering().Build(provider);
    }

    public static void Call(IChatClient client) => client.GetResponseAsync(s_messages, s_options).GetAwaiter().GetResult();

    public void Dispose() => _services.ForEach(services => services.Dispose());
}
