using LlmCost.AI;
using Microsoft.Extensions.AI;

namespace Microsoft.Agents.AI;

/// <summary>Provides the cost of agent runs.</summary>
public static class AgentResponseCostExtensions
{
    /// <summary>Returns the cost of the run.</summary>
    /// <param name="response">The response of the run.</param>
    /// <returns>
    /// The totals of the run's calls, including the calls of agents that were used as tools.
    /// <see cref="CostSummary.TotalWithoutInner"/> excludes the calls of those agents. The result is <see langword="null"/> if
    /// the agent does not use <see cref="CostAttributionAIAgentBuilderExtensions.UseCostAttribution"/>.
    /// </returns>
    /// <remarks>
    /// If a response was combined from updates, its cost is only that of the calls that produced its messages. It excludes the
    /// calls of agents that were used as tools. To include those calls, call <see cref="GetCost(AgentResponseUpdate)"/> on any
    /// update of the run.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this AgentResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return RunCosts.Get(response)?.ToSummary()
            ?? new ChatResponse([.. response.Messages]) { ResponseId = response.ResponseId }.GetCost();
    }

    /// <summary>Returns the cost of the run so far. The cost is complete when the stream of updates has ended.</summary>
    /// <param name="update">Any update of the run.</param>
    /// <returns>
    /// The totals of the run so far, including calls of agents that were used as tools, or <see langword="null"/> if the agent
    /// does not use <see cref="CostAttributionAIAgentBuilderExtensions.UseCostAttribution"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is <see langword="null"/>.</exception>
    public static CostSummary? GetCost(this AgentResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        return RunCosts.Get(update)?.ToSummary();
    }
}
