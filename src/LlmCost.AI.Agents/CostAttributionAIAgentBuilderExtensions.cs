using LlmCost.AI;

namespace Microsoft.Agents.AI;

/// <summary>Adds cost attribution to agents.</summary>
public static class CostAttributionAIAgentBuilderExtensions
{
    /// <summary>
    /// Attributes the calls of each run to the agent, and adds up their cost. <see cref="AgentResponseCostExtensions"/> returns
    /// the cost.
    /// </summary>
    /// <param name="builder">The builder of the agent.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// This method does not meter calls. Meter the chat client of the agent:
    /// <c>chatClient.AsBuilder().UseCostMetering().Build()</c>. Calls of a client without a meter are not part of the cost of a
    /// run.
    /// </para>
    /// <para>
    /// The records of the run's calls have the tag <see cref="LlmCostTelemetry.AgentNameTag"/>: the agent's name, or its id if it
    /// has no name. To add the tag to metrics, list it in <see cref="CostMeteringOptions.MetricTags"/>. If an agent is used as a
    /// tool of another agent, its calls are attributed to the inner agent, not to the outer agent.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static AIAgentBuilder UseCostAttribution(this AIAgentBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use(inner => new CostAttributionAgent(inner));
    }
}
