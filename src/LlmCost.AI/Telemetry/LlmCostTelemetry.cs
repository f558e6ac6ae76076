namespace LlmCost.AI;

/// <summary>Provides the names by which telemetry pipelines subscribe to the metrics of this library.</summary>
public static class LlmCostTelemetry
{
    /// <summary>
    /// The meter of this library's own metrics (<c>llmcost.*</c>). Subscribe to this exact name: a pattern such as
    /// <c>LlmCost.AI*</c> would also match <see cref="GenAIMeterName"/>.
    /// </summary>
    public const string MeterName = "LlmCost.AI";

    /// <summary>
    /// The meter of the standard metrics of the OpenTelemetry gen_ai conventions.
    /// <see cref="CostMeteringOptions.SemanticConventions"/> selects them.
    /// </summary>
    public const string GenAIMeterName = "LlmCost.AI.GenAI";

    /// <summary>
    /// The tag that the package LlmCost.AI.Agents sets on the calls of an agent: the agent's name or its id. List it in
    /// <see cref="CostMeteringOptions.MetricTags"/> to add it to metrics.
    /// </summary>
    public const string AgentNameTag = GenAIAttributes.AgentName;

    /// <summary>The version of both meters, which is the version of this package.</summary>
    internal static readonly string Version = typeof(LlmCostTelemetry).Assembly.GetName().Version!.ToString(3);
}
