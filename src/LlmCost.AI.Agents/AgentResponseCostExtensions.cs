using LlmCost.AI;
using Microsoft.Extensions.AI;

namespace Microsoft.Agents.AI;

/// <summary>Reads the cost of an agent's run.</summary>
public static class AgentResponseCostExtensions
{
    /// <summary>Returns the cost of the run.</summary>
    /// <param name="response">The response of the run.</param>
    /// <returns>
    /// The sums of the run's calls, including those of agents that it used as tools (<see cref="CostSummary.TotalWithoutInner"/>
    /// excludes them), or <see langword="null"/> if the agent has no
    /// <see cref="CostAttributionAIAgentBuilderExtensions.UseCostAttribution"/>.
    /// </returns>
    /// <remarks>
    /// A response that was combined from updates has the cost of the calls that its messages came from. The calls of agents used as
    /// tools are not among them: keep an update if you need those.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this AgentResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return RunCosts.Get(response)?.ToSummary()
            ?? new ChatResponse([.. response.Messages]) { ResponseId = response.ResponseId }.GetCost();
    }

    /// <summary>Returns the cost of the run so far, which is complete once its updates have ended.</summary>
    /// <param name="update">Any update of the run.</param>
    /// <returns>The sums of the run so far, as for a whole response.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this AgentResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        return RunCosts.Get(update)?.ToSummary();
    }
}
