using LlmCost.AI;

namespace Microsoft.Agents.AI;

/// <summary>Tells what a run of an agent cost.</summary>
public static class CostMeteringAgentResponseExtensions
{
    /// <summary>What the run cost.</summary>
    /// <param name="response">What the run gave back.</param>
    /// <returns>
    /// The sums of the run's calls, those of agents that it used as tools included (<see cref="CostTally.OwnCost"/> is without them), or <see langword="null"/>
    /// where the agent has no <see cref="CostMeteringAIAgentBuilderExtensions.UseCostMetering"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static CostTally? GetCost(this AgentResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        return RunCosts.Get(response);
    }

    /// <summary>What the run costs so far; whole once its updates have ended.</summary>
    /// <param name="update">Any update of the run.</param>
    /// <returns>As with a whole response. A response that is put together from updates has none: keep one of them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="update"/> is <see langword="null"/>.</exception>
    public static CostTally? GetCost(this AgentResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);

        return RunCosts.Get(update);
    }
}
