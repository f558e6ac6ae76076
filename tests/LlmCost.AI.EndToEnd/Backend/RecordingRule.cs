namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A recording rule that Prometheus has loaded.</summary>
/// <param name="Name">The metric that the rule records.</param>
/// <param name="Query">The query that the rule evaluates.</param>
/// <param name="Labels">The labels that the rule adds.</param>
internal sealed record RecordingRule(string Name, string Query, IReadOnlyDictionary<string, string> Labels);
