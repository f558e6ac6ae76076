using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Attributes the calls of an agent's run to the agent, and adds up what they cost.</summary>
/// <remarks>It meters nothing itself: the agent's chat client does, next to the provider's.</remarks>
internal sealed class CostMeteringAgent(AIAgent innerAgent) : DelegatingAIAgent(innerAgent)
{
    // No ConfigureAwait(false) here: agents inside run the app's own tools, which keep their context.
    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var scope = BeginScope();
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
        var (scope, tally) = (BeginScope(), CostTally.Begin());
        await using var updates = base.RunCoreStreamingAsync(messages, session, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            // What is ambient ends with each update that goes to the caller, so it begins anew with the next.
            (CostScope.Current, CostTally.Current) = (scope, tally);
            if (!await updates.MoveNextAsync())
            {
                yield break;
            }

            var update = updates.Current;
            RunCosts.Set(update, tally);
            yield return update;
        }
    }

    private CostScope BeginScope() => CostScope.Begin(feature: null, (GenAIAttributes.AgentName, Name ?? Id));
}
