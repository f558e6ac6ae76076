using LlmCost.AI;

namespace Microsoft.Agents.AI;

/// <summary>Adds the cost of runs to agents.</summary>
public static class CostMeteringAIAgentBuilderExtensions
{
    /// <summary>Attributes the calls of each run to the agent and adds up what they cost: see <see cref="CostMeteringAgentResponseExtensions"/>.</summary>
    /// <param name="builder">The builder of the agent.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// The agent's chat client must be metered: <c>chatClient.AsBuilder().UseCostMetering().Build()</c>. Its records get the tag <c>gen_ai.agent.name</c>, the
    /// agent's name or, without one, its id; list that in <see cref="CostMeteringOptions.MetricTags"/> to have it on metrics. Of an agent that another uses as a tool, the
    /// calls are its own.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static AIAgentBuilder UseCostMetering(this AIAgentBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use(inner => new CostMeteringAgent(inner));
    }
}
