using LlmCost.AI;

namespace Microsoft.Agents.AI;

/// <summary>Reads the cost of an agent's run.</summary>
public static class AgentResponseCostExtensions
{
    /// <summary>Returns the cost of the run.</summary>
    /// <param name="response">The response of the run.</param>
    /// <returns>
    /// The sums of the run's calls, including those of agents that it used as tools (<see cref="CostTally.OwnCost"/> excludes them), or
    /// <see langword="null"/> if the agent has no <see cref="CostAttributionAIAgentBuilderExtensions.UseCostAttribution"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static CostTally? GetCost(this AgentResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return RunCosts.Get(response);
    }

    /// <summary>Returns the cost of the run so far, which is complete once its updates have ended.</summary>
    /// <param name="update">Any update of the run.</param>
    /// <returns>As with a whole response. A response that is combined from updates has none: keep one of the updates.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is <see langword="null"/>.</exception>
    public static CostTally? GetCost(this AgentResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        return RunCosts.Get(update);
    }
}
