namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A recording rule as Prometheus has loaded it.</summary>
/// <param name="Name">The metric that it records.</param>
/// <param name="Query">What it records.</param>
/// <param name="Labels">The labels that it adds.</param>
internal sealed record RecordingRule(string Name, string Query, IReadOnlyDictionary<string, string> Labels);
