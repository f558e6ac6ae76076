using LlmCost.AI;

namespace Microsoft.Agents.AI;

/// <summary>Adds cost attribution to agents.</summary>
public static class CostAttributionAIAgentBuilderExtensions
{
    /// <summary>
    /// Attributes the calls of each run to the agent and adds up their cost: see <see cref="AgentResponseCostExtensions"/>. It
    /// does not meter: the agent's chat client must.
    /// </summary>
    /// <param name="builder">The builder of the agent.</param>
    /// <returns>The <paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// Meter the chat client that the agent is created with: <c>chatClient.AsBuilder().UseCostMetering().Build()</c>. Calls of a
    /// client without a meter have no record, so they are missing in the cost of the run.
    /// </para>
    /// <para>
    /// The records of the run's calls have the tag <see cref="LlmCostTelemetry.AgentNameTag"/>: the agent's name, or its id if it
    /// has no name. List the tag in <see cref="CostMeteringOptions.MetricTags"/> to have it on metrics. The calls of an agent
    /// that another agent uses as a tool are attributed to the inner agent.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static AIAgentBuilder UseCostAttribution(this AIAgentBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Use(inner => new CostAttributionAgent(inner));
    }
}
