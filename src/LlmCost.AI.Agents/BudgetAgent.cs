using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Limits the spending of each run of an agent, including the agents that it uses as tools.</summary>
/// <param name="innerAgent">The agent.</param>
/// <param name="begin">A delegate that begins a budget run.</param>
internal sealed class BudgetAgent(AIAgent innerAgent, Func<CostRun> begin) : DelegatingAIAgent(innerAgent)
{
    // ConfigureAwait(false) is not used, so that the app's tools, which inner agents run, keep their synchronization context.
    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages,
        AgentSession? session = null,
        AgentRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        using var run = begin();
        return await base.RunCoreAsync(messages, session, options, cancellationToken);
    }

    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages,
        AgentSession? session = null,
        AgentRunOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var run = begin();
        var updates = base.RunCoreStreamingAsync(messages, session, options, cancellationToken).WithCostRun(run);
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            yield return update;
        }
    }
}
