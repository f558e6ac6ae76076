using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Attributes the calls of an agent's run to the agent, and adds up their cost.</summary>
/// <remarks>This agent does not meter calls. The meter is in the agent's chat client, next to the provider.</remarks>
internal sealed class CostAttributionAgent(AIAgent innerAgent) : DelegatingAIAgent(innerAgent)
{
    // ConfigureAwait(false) is not used, so that the app's tools, which inner agents run, keep their synchronization context.
    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages,
        AgentSession? session = null,
        AgentRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        using var scope = CostScope.Begin(feature: null, AgentTag);
        using var tally = CostTally.Begin();
        var response = await base.RunCoreAsync(messages, session, options, cancellationToken);
        RunCosts.Set(response, tally);
        return response;
    }

    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages,
        AgentSession? session = null,
        AgentRunOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var tally = CostTally.Begin();
        var updates = base.RunCoreStreamingAsync(messages, session, options, cancellationToken)
            .WithCostTally(tally)
            .WithCostScope(feature: null, AgentTag);
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            RunCosts.Set(update, tally);
            yield return update;
        }
    }

    private (string Name, string Value) AgentTag => (LlmCostTelemetry.AgentNameTag, Name ?? Id);
}
