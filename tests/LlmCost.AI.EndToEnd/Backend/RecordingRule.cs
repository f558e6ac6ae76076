namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A recording rule that Prometheus has loaded.</summary>
/// <param name="Name">The metric that it records.</param>
/// <param name="Query">The query that it records.</param>
/// <param name="Labels">The labels that it adds.</param>
internal sealed record RecordingRule(string Name, string Query, IReadOnlyDictionary<string, string> Labels);
