namespace LlmCost.AI;

/// <summary>The names by which telemetry pipelines subscribe to what this library emits.</summary>
public static class LlmCostTelemetry
{
    /// <summary>
    /// The meter of our own metrics (<c>llmcost.*</c>). Subscribe to this exact name: a pattern would take in
    /// <see cref="GenAIMeterName"/> too.
    /// </summary>
    public const string MeterName = "LlmCost.AI";

    /// <summary>
    /// The meter of the standard metrics of OpenTelemetry's gen_ai conventions, which are emitted as
    /// <see cref="CostMeteringOptions.SemanticConventions"/> says.
    /// </summary>
    public const string GenAIMeterName = "LlmCost.AI.GenAI";

    /// <summary>
    /// The tag that the package LlmCost.AI.Agents sets on the calls of an agent: the agent's name, or its id. List it in
    /// <see cref="CostMeteringOptions.MetricTags"/> to have it on metrics.
    /// </summary>
    public const string AgentNameTag = GenAIAttributes.AgentName;

    /// <summary>The version of both meters: that of this package.</summary>
    internal static readonly string Version = typeof(LlmCostTelemetry).Assembly.GetName().Version!.ToString(3);
}
